import type { JsonValue } from '../../../core/json.ts';
import type { StateOf } from '../definition/state-schema.ts';
import type { Branch, TaskActivity } from '../journal/branch.ts';
import type { StateFailure } from '../state-failure.ts';
import { withFailureHandling } from './enter-state.ts';
import { type ExecutionMemory, stateOf } from './execution-memory.ts';
import { exitWithResult, leaveState } from './leave-state.ts';
import { type StateVisit, visitState } from './state-visit.ts';
import {
  oversizedResult,
  recordTaskFailed,
  recordTaskSubmitted,
  recordTaskSucceeded,
  recordTaskTimedOut,
  taskResource,
} from './task-state.ts';
import { exitWait } from './wait-state.ts';

/** Outcome of a Task, from its call or from its task token. */
export type TaskOutcome =
  | { readonly ok: true; readonly result: JsonValue }
  | { readonly ok: false; readonly failure: StateFailure };

/** Leaves a Wait that is over. */
export async function finishWait(memory: ExecutionMemory, branch: Branch): Promise<void> {
  const state = stateOf(memory, branch);
  if (state.Type !== 'Wait') throw new Error(`Expected a Wait, found the ${state.Type} "${branch.state}"`);
  const visit = visitState(memory, branch);
  await withFailureHandling(visit, () => leaveState(visit, exitWait(visit, state)));
}

/**
 * Handles the answer of a Task's call. After a success, a Task with a token keeps waiting, and its heartbeat timeout starts.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 */
export async function takeAnswer(memory: ExecutionMemory, branch: Branch, outcome: TaskOutcome): Promise<void> {
  const { visit, state } = visitTask(memory, branch);
  const { activity } = branch;
  if (outcome.ok && taskResource(state).waitsForToken && activity.kind === 'task') {
    recordTaskSubmitted(visit, state, outcome.result);
    activity.stage = 'submitted';
    const { heartbeatSeconds } = activity;
    activity.heartbeatAt = heartbeatSeconds === undefined ? undefined : memory.clock.after(heartbeatSeconds);
    memory.changed.add(branch);
    memory.started.add(branch);
    return;
  }
  await endTask(memory, branch, outcome);
}

/** Ends a Task with its result or its failure. */
export async function endTask(memory: ExecutionMemory, branch: Branch, outcome: TaskOutcome): Promise<void> {
  const { visit, state } = visitTask(memory, branch);
  await withFailureHandling(visit, async () => {
    if (!outcome.ok) throw recordTaskFailed(visit, state, outcome.failure);
    const oversized = oversizedResult(state, outcome.result);
    if (oversized !== undefined) throw recordTaskFailed(visit, state, oversized);
    recordTaskSucceeded(visit, state, outcome.result);
    await leaveState(visit, exitWithResult(state, outcome.result));
  });
}

/** Ends a Task whose timeout or heartbeat timeout has passed. */
export async function timeOutTask(memory: ExecutionMemory, branch: Branch, activity: TaskActivity): Promise<void> {
  const { visit, state } = visitTask(memory, branch);
  const now = memory.clock.now();
  const missed = activity.timeoutAt !== undefined && activity.timeoutAt <= now ? 'timeout' : 'heartbeat';
  await withFailureHandling(visit, async () => {
    throw recordTaskTimedOut(visit, state, missed);
  });
}

function visitTask(
  memory: ExecutionMemory,
  branch: Branch,
): { readonly visit: StateVisit; readonly state: StateOf<'Task'> } {
  const state = stateOf(memory, branch);
  if (state.Type !== 'Task') throw new Error(`Expected a Task, found the ${state.Type} "${branch.state}"`);
  return { visit: visitState(memory, branch), state };
}
