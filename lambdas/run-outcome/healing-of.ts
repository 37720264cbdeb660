import { FUNCTION_ENDED_ERRORS } from '../../blueprint/error-names.ts';
import type { HealableStep } from '../../blueprint/wire/outcome-event.ts';
import { KEY_EXPIRED } from '../../core/errors/plugin-errors.ts';
import type { Healing } from '../order-runs/start-heal.ts';
import type { StepFailure } from './failure-details.ts';

/** Gives a failing partner time to recover before the first attempt. */
const MIN_WAIT_SECONDS = 15;

/** If a partner asks for a longer wait, an operator has to retry the step. */
const MAX_WAIT_SECONDS = 86_400;

/**
 * Returns how to heal a failed non-critical step. Returns undefined if another attempt would not help (the partner
 * declined), could repeat an effect (the call was lost, the partner recognises no repeat, and the step cannot be probed), or would
 * wait for a callback.
 *
 * A state that timed out says nothing about the call, so the heal goes by the step's record, which the function may still
 * write.
 */
export function healingOf(
  {
    order,
    run,
    error,
  }: { readonly order: Pick<StepFailure['order'], 'id' | 'runs'> } & Pick<StepFailure, 'run' | 'error'>,
  { step, results }: HealableStep,
): Healing | undefined {
  const isLost = FUNCTION_ENDED_ERRORS.some((name) => name === error.name);
  const isRecognised = step.effect === 'idempotent' && error.code !== KEY_EXPIRED;
  const mayRepeatEffect = isLost && !isRecognised && !step.probes;
  const waitSeconds = Math.max(MIN_WAIT_SECONDS, Math.ceil(error.retryAfterSeconds ?? 0));
  const isHopeless = ['PluginDeclined', 'StepRefused'].includes(error.name) || waitSeconds > MAX_WAIT_SECONDS;
  if (mayRepeatEffect || isHopeless || step.callback !== undefined) return undefined;
  const edition = order.runs[run - 1]?.edition;
  return { orderId: order.id, run, step, results, trigger: 1, waitSeconds, ...(edition !== undefined && { edition }) };
}
