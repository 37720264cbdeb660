import { PluginDeclined, PluginOutcomeUnknown } from '../../core/errors/plugin-errors.ts';
import type { PluginResult } from '../../core/plugin/define-plugin.ts';
import type { ZuoraCall } from './api/zuora-call.ts';
import { probeZuora } from './probe.ts';

/**
 * What an attempt comes to that Zuora declined. Zuora keeps an answer for a POST alone: what it declines of a repeated PUT,
 * it may have done at the first one, whose answer was lost. So a repeat looks before it passes the refusal on.
 *
 * @throws PluginOutcomeUnknown Zuora does not show it
 * @throws the error itself, when it is another one or nothing was done before
 */
export async function settleRefusal(call: ZuoraCall, error: unknown): Promise<PluginResult> {
  if (call.context.attempt === 1 || !(error instanceof PluginDeclined)) throw error;
  const found = await probeZuora(call);
  if (found.applied === false) throw error;
  if (found.applied === 'unknown') {
    const message = `Expected Zuora to show whether an earlier attempt did what it declines now, found it hidden: ${error.message}`;
    throw new PluginOutcomeUnknown(message, { cause: error });
  }
  call.context.log.warn('Zuora declines what an earlier attempt did; it is taken as done');
  return { output: found.output };
}
