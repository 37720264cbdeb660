import type { Context } from 'aws-lambda';

/** A Lambda handler that returns a promise. */
export type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/**
 * Returns a handler that is composed once.
 *
 * In a function that is when its module is loaded: the first invocation need not wait for it, and a function on Lambda has more of a processor
 * until then. Elsewhere it is at the first invocation, so that importing its file has no effect.
 *
 * If that fails, the next invocation tries again, and reports it.
 */
export function lazily<Event, Result>(
  compose: () => Handler<Event, Result> | Promise<Handler<Event, Result>>,
): Handler<Event, Result> {
  let composed: Promise<Handler<Event, Result>> | undefined;
  const start = (): Promise<Handler<Event, Result>> => {
    composed ??= Promise.resolve()
      .then(compose)
      .catch((error: unknown) => {
        composed = undefined;
        throw error;
      });
    return composed;
  };
  // Source: AWS Lambda Developer Guide, "Defined runtime environment variables".
  if (process.env.AWS_LAMBDA_INITIALIZATION_TYPE !== undefined) start().catch(() => undefined);
  return async (event, context) => (await start())(event, context);
}
