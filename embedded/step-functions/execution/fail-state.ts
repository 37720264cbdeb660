import type { Retrier } from '../definition/state-schema.ts';
import type { Branch } from '../journal/branch.ts';
import { StateFailure } from '../state-failure.ts';
import { type ExecutionMemory, endExecution, setActivity, stateOf } from './execution-memory.ts';
import { leaveState } from './leave-state.ts';
import type { StateVisit } from './state-visit.ts';

// The API's own limits. Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html
const MAX_ERROR_LENGTH = 256;
const MAX_CAUSE_LENGTH = 32_768;

/** Handles the failure of a state: by a retry, by a catcher, or by failing the branch. */
export async function failState(visit: StateVisit, raised: StateFailure): Promise<void> {
  const { memory, branch } = visit;
  const state = stateOf(memory, branch);
  let failure = report(visit, raised);
  if ('Retry' in state && retry(memory, branch, state.Retry ?? [], failure)) return;
  const catchers = 'Catch' in state ? (state.Catch ?? []) : [];
  for (const [index, catcher] of catchers.entries()) {
    if (!matchesError(catcher.ErrorEquals, failure)) continue;
    const errorOutput = { Error: failure.error, Cause: failure.causeText ?? '' };
    try {
      return await leaveState(visit, {
        next: catcher.Next,
        event: `${state.Type}StateExited`,
        output: catcher.Output,
        defaultOutput: errorOutput,
        outputField: `Catch[${index}]/Output`,
        extras: { errorOutput },
      });
    } catch (inCatcher) {
      if (!(inCatcher instanceof StateFailure)) throw inCatcher;
      failure = report(visit, inCatcher);
      break;
    }
  }
  failBranch(memory, branch, failure);
}

/** Adds the state to the cause, as AWS does, and records a failed evaluation in the history. */
function report(visit: StateVisit, failure: StateFailure): StateFailure {
  const { branch } = visit;
  const { error, causeText, evaluation, alias } = failure;
  if (evaluation !== undefined) {
    visit.record('EvaluationFailed', {
      evaluationFailedEventDetails: {
        state: branch.state,
        error,
        cause: causeText?.slice(0, MAX_CAUSE_LENGTH),
        location: evaluation.location.slice(0, MAX_ERROR_LENGTH),
      },
    });
  }
  const place = `An error occurred while executing the state '${branch.state}' (entered at the event id #${branch.enteredEvent}). `;
  const cause = failure.raisedHere && causeText !== undefined ? `${place}${causeText}` : causeText;
  return new StateFailure(error.slice(0, MAX_ERROR_LENGTH), cause?.slice(0, MAX_CAUSE_LENGTH), {
    cause: failure,
    ...(alias !== undefined && { alias }),
  });
}

function retry(memory: ExecutionMemory, branch: Branch, retriers: readonly Retrier[], failure: StateFailure): boolean {
  const index = retriers.findIndex((retrier) => matchesError(retrier.ErrorEquals, failure));
  const retrier = retriers[index];
  const made = branch.retries[index] ?? 0;
  if (retrier === undefined || made >= retrier.MaxAttempts) return false;
  branch.retries = retriers.map((_, position) => (branch.retries[position] ?? 0) + (position === index ? 1 : 0));
  setActivity(memory, branch, { kind: 'retrying', until: memory.clock.after(retryDelay(retrier, made)) });
  return true;
}

/** Returns the seconds before the next attempt, after `made` retries. */
export function retryDelay(retrier: Retrier, made: number, random: () => number = Math.random): number {
  const backedOff = retrier.IntervalSeconds * retrier.BackoffRate ** made;
  const delay = Math.min(backedOff, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return retrier.JitterStrategy === 'FULL' ? random() * delay : delay;
}

function failBranch(memory: ExecutionMemory, branch: Branch, { error, causeText: cause }: StateFailure): void {
  if (branch.parent !== undefined) {
    setActivity(memory, branch, { kind: 'failed', error, causeText: cause });
    return;
  }
  // The Error of a Fail state is optional.
  const reason = { error: error || undefined, cause };
  endExecution(
    memory,
    { status: 'FAILED', ...reason },
    { type: 'ExecutionFailed', details: { executionFailedEventDetails: reason }, previous: branch.lastEvent },
  );
}

const NEVER_HANDLED = 'States.Runtime';
const NOT_IN_ALL = new Set(['States.DataLimitExceeded', NEVER_HANDLED]);

/**
 * Returns whether a list of error names in Retry or Catch matches a failure.
 *
 * `States.ALL` matches every error except `States.DataLimitExceeded` and `States.Runtime`. `States.TaskFailed` matches the
 * same without `States.Timeout`. Nothing matches `States.Runtime`, not even its name.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function matchesError(errorEquals: readonly string[], failure: StateFailure): boolean {
  if (failure.error === NEVER_HANDLED) return false;
  return errorEquals.some((pattern) => {
    if (pattern === 'States.ALL') return !NOT_IN_ALL.has(failure.error);
    if (pattern === 'States.TaskFailed') return !NOT_IN_ALL.has(failure.error) && failure.error !== 'States.Timeout';
    return pattern === failure.error || pattern === failure.alias;
  });
}
