import { PluginOutcomeUnknown, PluginTransient } from '../../core/errors/plugin-errors.ts';

/**
 * What a failure means that comes after a part of the effect: one that may be tried again says that nothing happened, which
 * is true of the last request alone. Any other error is answered as it is.
 *
 * @param done the part, as a sentence without its stop, e.g. `The account 001… was created`
 */
export function afterPart(error: unknown, done: string): unknown {
  if (!(error instanceof PluginTransient)) return error;
  return new PluginOutcomeUnknown(`${done}, and then: ${error.message}`, {
    cause: error,
    retryAfterSeconds: error.retryAfterSeconds,
  });
}
