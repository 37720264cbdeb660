import type { Context } from 'aws-lambda';

/** A Lambda handler that returns a promise. */
export type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/**
 * Returns a handler that is composed on the first invocation, so that importing its file has no effect.
 *
 * If that fails, the next invocation tries again.
 */
export function lazily<Event, Result>(
  compose: () => Handler<Event, Result> | Promise<Handler<Event, Result>>,
): Handler<Event, Result> {
  let composed: Promise<Handler<Event, Result>> | undefined;
  return async (event, context) => {
    composed ??= Promise.resolve().then(compose);
    const handler = await composed.catch((error: unknown) => {
      composed = undefined;
      throw error;
    });
    return handler(event, context);
  };
}
