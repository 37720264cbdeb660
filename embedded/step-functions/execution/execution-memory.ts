import type { JsonValue } from '../../../core/json.ts';
import type { StateMachineDefinition } from '../definition/state-machine-definition.ts';
import type { State } from '../definition/state-schema.ts';
import type { Branch } from '../journal/branch.ts';
import type { Execution, ExecutionEnd } from '../journal/execution-store.ts';
import { type EventDetails, type HistoryEvent, MAX_HISTORY_EVENTS } from '../journal/history-event.ts';
import { statesFailure } from '../state-failure.ts';
import type { Clock } from './clock.ts';

/** A running execution in memory: the state in the journal, and the changes of the current transition. */
export interface ExecutionMemory {
  readonly execution: Execution;
  /** The execution's input, parsed. */
  readonly input: JsonValue;
  readonly definition: StateMachineDefinition;
  readonly machineName: string;
  readonly roleArn: string;
  readonly region: string;
  readonly clock: Clock;
  readonly branches: Map<number, Branch>;
  lastEvent: number;
  lastBranch: number;
  /** Branches that have to enter a state, in order. */
  readonly ready: Branch[];
  /** Branches of items that have ended, and that their Map has yet to handle. */
  readonly ended: Branch[];
  /** Branches with a new activity, to be armed once it is in the journal. */
  readonly started: Set<Branch>;
  events: HistoryEvent[];
  changed: Set<Branch>;
  removed: Set<number>;
  end: ExecutionEnd | undefined;
}

interface RecordOptions {
  readonly previous?: number;
  /** Whether the branch's next event follows this one. @default true */
  readonly advance?: boolean;
}

/**
 * Adds an event to the history.
 *
 * @throws StateFailure `States.Runtime` when the history is full.
 */
export function record(
  memory: ExecutionMemory,
  branch: Branch,
  type: string,
  details: EventDetails = {},
  { previous = branch.lastEvent, advance = true }: RecordOptions = {},
): number {
  if (memory.lastEvent >= MAX_HISTORY_EVENTS - 1) {
    throw statesFailure(
      'States.Runtime',
      `The execution reached the maximum number of history events (${MAX_HISTORY_EVENTS}).`,
    );
  }
  memory.lastEvent += 1;
  memory.events.push({ id: memory.lastEvent, previous, at: memory.clock.now(), type, details });
  if (advance) branch.lastEvent = memory.lastEvent;
  return memory.lastEvent;
}

/** Ends the execution with its last event. */
export function endExecution(
  memory: ExecutionMemory,
  end: Omit<ExecutionEnd, 'stoppedAt'>,
  event: Pick<HistoryEvent, 'type' | 'details' | 'previous'>,
): void {
  const at = memory.clock.now();
  memory.lastEvent += 1;
  memory.events.push({ id: memory.lastEvent, previous: event.previous, at, type: event.type, details: event.details });
  memory.end = { ...end, stoppedAt: at };
  memory.ready.length = 0;
  memory.ended.length = 0;
  memory.started.clear();
}

/** Sets what a branch does next. */
export function setActivity(memory: ExecutionMemory, branch: Branch, activity: Branch['activity']): void {
  branch.activity = activity;
  memory.changed.add(branch);
  if (activity.kind === 'entering') memory.ready.push(branch);
  else if (activity.kind === 'succeeded' || activity.kind === 'failed') memory.ended.push(branch);
  else memory.started.add(branch);
}

/** Removes a branch and all its descendants. */
export function removeBranch(memory: ExecutionMemory, branch: Branch): void {
  for (const child of childrenOf(memory, branch)) removeBranch(memory, child);
  memory.branches.delete(branch.id);
  memory.changed.delete(branch);
  memory.started.delete(branch);
  memory.removed.add(branch.id);
  for (const list of [memory.ready, memory.ended]) {
    const position = list.indexOf(branch);
    if (position >= 0) list.splice(position, 1);
  }
}

/** Returns the items of a Map that were started so far, by index. */
export function childrenOf(memory: ExecutionMemory, parent: Branch): Branch[] {
  // Ids grow with the index, and a Map keeps the order of insertion.
  return [...memory.branches.values()].filter((branch) => branch.parent === parent.id);
}

/** Returns the current state of a branch. */
export function stateOf(memory: ExecutionMemory, branch: Branch): State {
  const state = memory.definition.workflows.get(branch.workflow)?.states.get(branch.state);
  if (state === undefined) {
    throw new Error(`The definition has no state "${branch.state}" at "${branch.workflow}"`);
  }
  return state;
}
