import { branchPointer, itemProcessorPointer } from '../definition/state-machine-definition.ts';
import type { State } from '../definition/state-schema.ts';
import type { Json } from '../json.ts';
import { StateFailure } from '../state-failure.ts';
import type { Branch, ForkActivity } from './branch.ts';
import { childrenOf, type ExecutionMemory, record, removeBranch, setActivity, stateOf } from './execution-memory.ts';
import { failState } from './fail-state.ts';
import { exitWithResult, leaveState } from './leave-state.ts';
import { requirePayloadSize, visitState } from './state-visit.ts';

/** Starts as many of a fork's branches as may run. */
export function startChildren(memory: ExecutionMemory, parent: Branch, fork: ForkActivity): void {
  const children = childrenOf(memory, parent);
  let running = children.filter((child) => !hasEnded(child)).length;
  for (let index = children.length; index < fork.inputs.length && running < fork.concurrency; index += 1) {
    startChild(memory, parent, fork, index);
    running += 1;
  }
}

/** Says whether a branch of a fork came to its end, well or badly. */
export function hasEnded(branch: Branch): boolean {
  return branch.activity.kind === 'succeeded' || branch.activity.kind === 'failed';
}

function startChild(memory: ExecutionMemory, parent: Branch, fork: ForkActivity, index: number): void {
  const isMap = stateOf(memory, parent).Type === 'Map';
  const workflow = isMap
    ? itemProcessorPointer(parent.workflow, parent.state)
    : branchPointer(parent.workflow, parent.state, index);
  const startAt = memory.definition.workflows.get(workflow)?.startAt;
  if (startAt === undefined) throw new Error(`Expected a workflow at "${workflow}" of the definition, found none`);
  memory.lastBranch += 1;
  const child: Branch = {
    id: memory.lastBranch,
    parent: parent.id,
    index,
    workflow,
    state: startAt,
    input: fork.inputs[index] ?? null,
    variables: {},
    enteredAt: 0,
    enteredEvent: 0,
    lastEvent: parent.lastEvent,
    retries: [],
    activity: { kind: 'entering' },
  };
  memory.branches.set(child.id, child);
  if (isMap) recordIteration(memory, 'Started', parent, child);
  setActivity(memory, child, child.activity);
}

/** Adds the event of one iteration of a Map; its successors follow the iteration's own events. */
export function recordIteration(
  memory: ExecutionMemory,
  outcome: 'Started' | 'Succeeded' | 'Failed' | 'Aborted',
  parent: Branch,
  child: Branch,
  previous = child.lastEvent,
): void {
  const details = { [`mapIteration${outcome}EventDetails`]: { name: parent.state, index: child.index } };
  record(memory, child, `MapIteration${outcome}`, details, { previous, advance: outcome === 'Started' });
}

/** Lets a Parallel or Map take note of a branch that ended: start the next, join them all, or fail. */
export async function settleChild(memory: ExecutionMemory, child: Branch): Promise<void> {
  const parent = child.parent === undefined ? undefined : memory.branches.get(child.parent);
  if (parent?.activity.kind !== 'fork') return;
  const state = stateOf(memory, parent);
  if (state.Type !== 'Parallel' && state.Type !== 'Map') return;
  const fork = parent.activity;
  const { activity } = child;
  if (state.Type === 'Map') {
    recordIteration(memory, activity.kind === 'failed' ? 'Failed' : 'Succeeded', parent, child);
  }
  // The parent is not written for this: loading finds it again from its branches.
  parent.lastEvent = child.lastEvent;
  // Only the outcome of an ended branch is read from here on.
  child.input = null;
  child.variables = {};
  memory.changed.add(child);
  const visit = visitState(memory, parent);
  try {
    if (activity.kind === 'failed') throw new StateFailure(activity.error, activity.causeText);
    startChildren(memory, parent, fork);
    const children = childrenOf(memory, parent);
    if (children.length < fork.inputs.length || !children.every(hasEnded)) return;
    const result = children.flatMap(({ activity: done }): Json[] => (done.kind === 'succeeded' ? [done.output] : []));
    requirePayloadSize(result, parent.state, 'returned a result');
    record(memory, parent, `${state.Type}StateSucceeded`, {}, { advance: false });
    for (const ended of children) removeBranch(memory, ended);
    await leaveState(visit, exitWithResult(state, result));
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    abortChildren(memory, parent, child, state.Type);
    await failState(visit, error);
  }
}

const abortable: ReadonlySet<State['Type']> = new Set(['Task', 'Wait', 'Parallel', 'Map']);

function abortChildren(memory: ExecutionMemory, parent: Branch, cause: Branch, type: 'Parallel' | 'Map'): void {
  const previous = cause.lastEvent;
  for (const child of childrenOf(memory, parent)) {
    if (!hasEnded(child)) {
      const childType = stateOf(memory, child).Type;
      const inState = child.activity.kind !== 'entering' && abortable.has(childType);
      if (inState) record(memory, child, `${childType}StateAborted`, {}, { previous });
      if (type === 'Map') recordIteration(memory, 'Aborted', parent, child, previous);
    }
    removeBranch(memory, child);
  }
  if (memory.branches.has(parent.id) && cause.activity.kind === 'failed') record(memory, parent, `${type}StateFailed`);
}
