import { type PluginError, PluginOutcomeUnknown, PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { HttpReply } from '../../core/plugin/plugin-http.ts';
import { salesforceFailure } from '../kit/salesforce.ts';
import type { RecordContext } from './records/record-context.ts';

/** The plugin error of a reading request: reading changes nothing, so an unknown outcome is one that may pass. */
export function readFailure(reply: HttpReply, doing: string, { now, order }: RecordContext): PluginError {
  const failure = salesforceFailure(reply, doing, order, now());
  return failure instanceof PluginOutcomeUnknown ? new PluginTransient(failure.message, { cause: failure }) : failure;
}
