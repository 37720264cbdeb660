import type { JsonValue } from '../../../core/json.ts';
import type { StateOf } from '../definition/state-schema.ts';
import type { Activity } from '../journal/branch.ts';
import { NOT_TRUNCATED } from '../journal/history-event.ts';
import { jsonOf } from '../payload.ts';
import { endExecution, setActivity } from './execution-memory.ts';
import { requirePayloadSize, type StatesExtras, type StateVisit } from './state-visit.ts';

/** How a branch leaves its state. */
export interface StateExit {
  /** The next state; undefined when the workflow ends here. */
  readonly next: string | undefined;
  /** Type of the history event, e.g. `TaskStateExited`. */
  readonly event: string;
  readonly output?: JsonValue | undefined;
  /** Output if the state has no Output field. */
  readonly defaultOutput: JsonValue;
  /** Path of the field `Output`, for messages. @default 'Output' */
  readonly outputField?: string;
  readonly extras?: StatesExtras;
}

/** Returns the exit of a state that has a result. */
export function exitWithResult(state: StateOf<'Task' | 'Map'>, result: JsonValue): StateExit {
  return {
    next: state.Next,
    event: `${state.Type}StateExited`,
    output: state.Output,
    defaultOutput: result,
    extras: { result },
  };
}

/**
 * Evaluates the Output of a state and moves the branch on.
 *
 * @throws StateFailure when an expression fails or a value is too large.
 */
export async function leaveState(visit: StateVisit, exit: StateExit): Promise<void> {
  const { branch } = visit;
  const output =
    exit.output === undefined
      ? exit.defaultOutput
      : await visit.evaluate(exit.output, exit.outputField ?? 'Output', exit.extras);
  requirePayloadSize(output, branch.state, 'returned an output');
  visit.record(exit.event, {
    stateExitedEventDetails: { name: branch.state, output: jsonOf(output), outputDetails: NOT_TRUNCATED },
  });
  moveOn(visit, exit.next, output);
}

function moveOn({ memory, branch }: StateVisit, next: string | undefined, output: JsonValue): void {
  if (next !== undefined) {
    branch.state = next;
    branch.input = output;
    setActivity(memory, branch, { kind: 'entering' });
  } else if (branch.parent === undefined) {
    const text = jsonOf(output);
    const details = { executionSucceededEventDetails: { output: text, outputDetails: NOT_TRUNCATED } };
    endExecution(
      memory,
      { status: 'SUCCEEDED', output: text },
      { type: 'ExecutionSucceeded', details, previous: branch.lastEvent },
    );
  } else {
    setActivity(memory, branch, { kind: 'succeeded', output });
  }
}

/** Result of entering a state: it is left at once, or starts an activity that takes time. */
export type Begun = { exit: StateExit } | { activity: Activity };
