import type { StateMachineDefinition } from '../definition/state-machine-definition.ts';
import type { State } from '../definition/state-schema.ts';
import type { Execution, ExecutionEnd } from '../journal/execution-store.ts';
import { statesFailure } from '../state-failure.ts';
import type { Branch } from './branch.ts';
import type { Clock } from './clock.ts';
import { type EventDetails, type HistoryEvent, MAX_HISTORY_EVENTS } from './history-event.ts';

/** A running execution in memory: what the journal holds, and what the transition under way changes in it. */
export interface ExecutionMemory {
  readonly execution: Execution;
  readonly definition: StateMachineDefinition;
  readonly machineName: string;
  readonly roleArn: string;
  readonly region: string;
  readonly clock: Clock;
  readonly branches: Map<number, Branch>;
  lastEvent: number;
  lastBranch: number;
  /** Branches that have a state to enter, in order. */
  readonly ready: Branch[];
  /** Branches of a Parallel or Map that ended, and whose parent has yet to hear of it. */
  readonly ended: Branch[];
  /** Branches whose activity is new, so that it must be armed once it is in the journal. */
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

/** Ends the execution with its last event; nothing of it runs afterwards. */
export function endExecution(
  memory: ExecutionMemory,
  end: Omit<ExecutionEnd, 'stoppedAt'>,
  event: { type: string; details: EventDetails; previous: number },
): void {
  const at = memory.clock.now();
  memory.lastEvent += 1;
  memory.events.push({ id: memory.lastEvent, previous: event.previous, at, type: event.type, details: event.details });
  memory.end = { ...end, stoppedAt: at };
  memory.ready.length = 0;
  memory.ended.length = 0;
  memory.started.clear();
}

/** Gives a branch something new to do. */
export function setActivity(memory: ExecutionMemory, branch: Branch, activity: Branch['activity']): void {
  branch.activity = activity;
  memory.changed.add(branch);
  if (activity.kind === 'entering') memory.ready.push(branch);
  else if (activity.kind === 'succeeded' || activity.kind === 'failed') memory.ended.push(branch);
  else memory.started.add(branch);
}

/** Takes a branch and all below it out of the execution. */
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

/** The branches of a Parallel or Map that were started so far, by index. */
export function childrenOf(memory: ExecutionMemory, parent: Branch): Branch[] {
  // Ids grow with the index and the map keeps the order of insertion.
  return [...memory.branches.values()].filter((branch) => branch.parent === parent.id);
}

/** The state that a branch is in. */
export function stateOf(memory: ExecutionMemory, branch: Branch): State {
  const state = memory.definition.workflows.get(branch.workflow)?.states.get(branch.state);
  if (state === undefined) {
    throw new Error(`Expected state "${branch.state}" at "${branch.workflow}" of the definition, found none`);
  }
  return state;
}
