import { branchPointer, itemProcessorPointer } from '../definition/state-machine-definition.ts';
import type { Branch, ForkActivity } from './branch.ts';
import { childrenOf, type ExecutionMemory, record, setActivity, stateOf } from './execution-memory.ts';

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
