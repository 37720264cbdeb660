import { PluginOutcomeUnknown, PluginTransient } from '../../core/errors/plugin-errors.ts';

/**
 * Converts an error of a later request, after an earlier request of the same attempt took effect.
 *
 * A transient error means that nothing happened. That is only true of the last request, so it becomes an unknown outcome.
 * Any other error is returned unchanged.
 *
 * @param done what already happened, as a sentence without its full stop, e.g. `The account 001… was created`
 */
export function afterPartialEffect(error: unknown, done: string): unknown {
  if (!(error instanceof PluginTransient)) return error;
  return new PluginOutcomeUnknown(`${done}, but a later request failed: ${error.message}`, {
    cause: error,
    retryAfterSeconds: error.retryAfterSeconds,
  });
}
