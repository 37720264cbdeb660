import type { Context } from 'aws-lambda';

/** A Lambda handler that returns a promise. */
export type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/** A handler that can be composed before its first invocation. */
export type LazyHandler<Event, Result> = Handler<Event, Result> & {
  /** Composes it, if nobody has: for a module that was loaded before the environment of its function was known. */
  compose(): void;
};

/**
 * Returns a handler that is composed once.
 *
 * In a function that is when its module is loaded: the first invocation need not wait for it, and a function on Lambda has more of a processor
 * until then. Elsewhere it is at the first invocation, so that importing its file has no effect.
 *
 * If that fails, the next invocation tries again, and reports it.
 */
export function lazily<Event, Result>(
  create: () => Handler<Event, Result> | Promise<Handler<Event, Result>>,
): LazyHandler<Event, Result> {
  let composed: Promise<Handler<Event, Result>> | undefined;
  const start = (): Promise<Handler<Event, Result>> => {
    composed ??= Promise.resolve()
      .then(create)
      .catch((error: unknown) => {
        composed = undefined;
        throw error;
      });
    return composed;
  };
  // Source: AWS Lambda Developer Guide, "Defined runtime environment variables".
  const compose = (): void => void start().catch(() => undefined);
  if (process.env.AWS_LAMBDA_INITIALIZATION_TYPE !== undefined) compose();
  const handler: Handler<Event, Result> = async (event, context) => (await start())(event, context);
  return Object.assign(handler, { compose: compose });
}
