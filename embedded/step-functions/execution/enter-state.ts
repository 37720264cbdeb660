import type { Branch } from '../journal/branch.ts';
import { NOT_TRUNCATED } from '../journal/history-event.ts';
import { jsonOf } from '../payload.ts';
import { StateFailure } from '../state-failure.ts';
import { beginState } from './begin-state.ts';
import { type ExecutionMemory, setActivity, stateOf } from './execution-memory.ts';
import { failState } from './fail-state.ts';
import { leaveState } from './leave-state.ts';
import { startChildren } from './map-items.ts';
import { type StateVisit, visitState } from './state-visit.ts';

/** Enters the next state of a branch. */
export async function enterState(memory: ExecutionMemory, branch: Branch): Promise<void> {
  const visit = visitState(memory, branch);
  const state = stateOf(memory, branch);
  branch.enteredAt = memory.clock.now();
  branch.retries = [];
  await withFailureHandling(visit, async () => {
    branch.enteredEvent = visit.record(`${state.Type}StateEntered`, {
      stateEnteredEventDetails: {
        name: branch.state,
        input: jsonOf(branch.input),
        inputDetails: NOT_TRUNCATED,
      },
    });
    await begin(visit);
  });
}

/** Retries the current state of a branch. */
export async function retryState(memory: ExecutionMemory, branch: Branch): Promise<void> {
  const visit = visitState(memory, branch);
  await withFailureHandling(visit, () => begin(visit));
}

/** Runs `part`, and hands a StateFailure to Retry and Catch. */
export async function withFailureHandling(visit: StateVisit, part: () => Promise<void>): Promise<void> {
  try {
    await part();
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    await failState(visit, error);
  }
}

async function begin(visit: StateVisit): Promise<void> {
  const { memory, branch } = visit;
  const begun = await beginState(visit, stateOf(memory, branch));
  if ('exit' in begun) return leaveState(visit, begun.exit);
  setActivity(memory, branch, begun.activity);
  if (begun.activity.kind === 'fork') startChildren(memory, branch, begun.activity);
}
