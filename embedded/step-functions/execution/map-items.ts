import type { JsonValue } from '../../../core/json.ts';
import { itemProcessorPointer } from '../definition/state-machine-definition.ts';
import type { State } from '../definition/state-schema.ts';
import type { Branch, ForkActivity } from '../journal/branch.ts';
import { StateFailure } from '../state-failure.ts';
import { childrenOf, type ExecutionMemory, record, removeBranch, setActivity, stateOf } from './execution-memory.ts';
import { failState } from './fail-state.ts';
import { exitWithResult, leaveState } from './leave-state.ts';
import { requirePayloadSize, visitState } from './state-visit.ts';

/** Starts as many items of a Map as may run at once. */
export function startChildren(memory: ExecutionMemory, parent: Branch, fork: ForkActivity): void {
  const children = childrenOf(memory, parent);
  let running = children.filter((child) => !hasEnded(child)).length;
  for (let index = children.length; index < fork.inputs.length && running < fork.concurrency; index += 1) {
    startChild(memory, parent, fork, index);
    running += 1;
  }
}

/** Returns whether the branch of an item has ended, successfully or not. */
export function hasEnded(branch: Branch): boolean {
  return branch.activity.kind === 'succeeded' || branch.activity.kind === 'failed';
}

/** Handles the end of an item in its Map: starts the next one, joins all results, or fails the Map. */
export async function finishChild(memory: ExecutionMemory, child: Branch): Promise<void> {
  const parent = child.parent === undefined ? undefined : memory.branches.get(child.parent);
  if (parent?.activity.kind !== 'fork') return;
  const state = stateOf(memory, parent);
  if (state.Type !== 'Map') return;
  const fork = parent.activity;
  const { activity } = child;
  recordIteration(memory, activity.kind === 'failed' ? 'Failed' : 'Succeeded', parent, child);
  // The parent is not stored for this: loading derives it from the branches again.
  parent.lastEvent = child.lastEvent;
  // Only the outcome of an ended item is read from here on.
  child.input = null;
  memory.changed.add(child);
  const visit = visitState(memory, parent);
  try {
    if (activity.kind === 'failed') throw new StateFailure(activity.error, activity.causeText);
    startChildren(memory, parent, fork);
    const children = childrenOf(memory, parent);
    if (children.length < fork.inputs.length || !children.every(hasEnded)) return;
    const result = children.flatMap(({ activity: done }): JsonValue[] =>
      done.kind === 'succeeded' ? [done.output] : [],
    );
    requirePayloadSize(result, parent.state, 'returned a result');
    record(memory, parent, 'MapStateSucceeded', {}, { advance: false });
    for (const ended of children) removeBranch(memory, ended);
    await leaveState(visit, exitWithResult(state, result));
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    abortChildren(memory, parent, child);
    await failState(visit, error);
  }
}

function startChild(memory: ExecutionMemory, parent: Branch, fork: ForkActivity, index: number): void {
  const workflow = itemProcessorPointer(parent.workflow, parent.state);
  const startAt = memory.definition.workflows.get(workflow)?.startAt;
  if (startAt === undefined) throw new Error(`The definition has no workflow at "${workflow}"`);
  memory.lastBranch += 1;
  const child: Branch = {
    id: memory.lastBranch,
    parent: parent.id,
    index,
    workflow,
    state: startAt,
    input: fork.inputs[index] ?? null,
    enteredAt: 0,
    enteredEvent: 0,
    lastEvent: parent.lastEvent,
    retries: [],
    activity: { kind: 'entering' },
  };
  memory.branches.set(child.id, child);
  recordIteration(memory, 'Started', parent, child);
  setActivity(memory, child, child.activity);
}

/** Adds the event of one iteration; its successors follow the iteration's own events. */
function recordIteration(
  memory: ExecutionMemory,
  outcome: 'Started' | 'Succeeded' | 'Failed' | 'Aborted',
  parent: Branch,
  child: Branch,
  previous = child.lastEvent,
): void {
  const details = { [`mapIteration${outcome}EventDetails`]: { name: parent.state, index: child.index } };
  record(memory, child, `MapIteration${outcome}`, details, { previous, advance: outcome === 'Started' });
}

const ABORTABLE: ReadonlySet<State['Type']> = new Set(['Task', 'Wait', 'Map']);

function abortChildren(memory: ExecutionMemory, parent: Branch, cause: Branch): void {
  const previous = cause.lastEvent;
  for (const child of childrenOf(memory, parent)) {
    if (!hasEnded(child)) {
      const childType = stateOf(memory, child).Type;
      const inState = child.activity.kind !== 'entering' && ABORTABLE.has(childType);
      if (inState) record(memory, child, `${childType}StateAborted`, {}, { previous });
      recordIteration(memory, 'Aborted', parent, child, previous);
    }
    removeBranch(memory, child);
  }
  if (memory.branches.has(parent.id) && cause.activity.kind === 'failed') record(memory, parent, 'MapStateFailed');
}
