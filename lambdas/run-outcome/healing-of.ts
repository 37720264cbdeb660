import { FUNCTION_ENDED_ERRORS } from '../../blueprint/error-names.ts';
import type { Healing } from '../order-runs/start-heal.ts';
import type { FailureDetails } from './failure-details.ts';
import type { HealableStep } from './outcome-event.ts';

/** A partner in trouble is not helped by the next call at once. */
const FIRST_WAIT_SECONDS = 15;

/** A partner that asks for a longer wait is left to an operator. */
const LONGEST_WAIT_SECONDS = 86_400;

/**
 * How a step that its order went on without is to be healed; undefined when trying again would not help, could do harm,
 * or means waiting for another system: a partner's no stays a no, a lost call that nobody can look into may have had its
 * effect, and nobody waits for the callback of a heal. A state that waits no longer says nothing of the call: the heal
 * goes by the step's record, which the function still writes.
 */
export function healingOf(
  orderId: string,
  run: number,
  { step, results }: HealableStep,
  { error }: FailureDetails,
): Healing | undefined {
  const isLost = FUNCTION_ENDED_ERRORS.some((name) => name === error.name);
  const mayHarm = isLost && step.effect === 'at-most-once' && !step.probes;
  const waitSeconds = Math.max(FIRST_WAIT_SECONDS, Math.ceil(error.retryAfterSeconds ?? 0));
  const isHopeless = ['PluginDeclined', 'StepRefused'].includes(error.name) || waitSeconds > LONGEST_WAIT_SECONDS;
  if (mayHarm || isHopeless || step.callback !== undefined) return undefined;
  return { orderId, run, step, results, trigger: 1, waitSeconds };
}
