import type { StateOf } from '../definition/state-schema.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { statesFailure } from '../state-failure.ts';
import type { Activity } from './branch.ts';
import { endExecution, setActivity } from './execution-memory.ts';
import { notTruncated } from './history-event.ts';
import { requirePayloadSize, type StatesExtras, type StateVisit } from './state-visit.ts';

/** How a branch leaves its state. */
export interface StateExit {
  /** The next state; undefined when the workflow ends here. */
  next: string | undefined;
  /** `TaskStateExited` and its like. */
  event: string;
  assign?: JsonObject | undefined;
  output?: Json | undefined;
  /** The output when the definition gives none. */
  defaultOutput: Json;
  /** Where the fields stand, for messages: `Catch[0]/`, `Choices[1]/` or nothing. */
  fieldPrefix?: string;
  extras?: StatesExtras;
}

type StateWithResult = StateOf<'Task'> | StateOf<'Parallel'> | StateOf<'Map'>;

/** The exit of a state that has a result. */
export function exitWithResult(state: StateWithResult, result: Json): StateExit {
  return {
    next: state.Next,
    event: `${state.Type}StateExited`,
    assign: state.Assign,
    output: state.Output,
    defaultOutput: result,
    extras: { result },
  };
}

const maxVariablesBytes = 10 * 1024 * 1024;

/**
 * Evaluates Assign and Output, both with the values of state entry, and moves the branch on.
 *
 * @throws StateFailure when an expression fails or a value is too large.
 */
export async function leaveState(visit: StateVisit, exit: StateExit): Promise<void> {
  const { branch } = visit;
  const prefix = exit.fieldPrefix ?? '';
  const assigned = exit.assign && (await visit.evaluate(exit.assign, `${prefix}Assign`, exit.extras));
  const output =
    exit.output === undefined ? exit.defaultOutput : await visit.evaluate(exit.output, `${prefix}Output`, exit.extras);
  requirePayloadSize(output, branch.state, 'returned an output');
  const variables = isJsonObject(assigned) ? assigned : {};
  requirePayloadSize(variables, branch.state, 'assigned variables');
  const all = { ...branch.variables, ...variables };
  if (assigned !== undefined && Buffer.byteLength(JSON.stringify(all)) > maxVariablesBytes) {
    throw statesFailure('States.DataLimitExceeded', `The variables exceed ${maxVariablesBytes} bytes in total.`);
  }
  visit.record(exit.event, {
    stateExitedEventDetails: {
      name: branch.state,
      output: JSON.stringify(output),
      outputDetails: notTruncated,
      ...(assigned !== undefined && {
        assignedVariables: Object.fromEntries(
          Object.entries(variables).map(([name, value]) => [name, JSON.stringify(value)]),
        ),
        assignedVariablesDetails: notTruncated,
      }),
    },
  });
  branch.variables = all;
  moveOn(visit, exit.next, output);
}

function moveOn({ memory, branch }: StateVisit, next: string | undefined, output: Json): void {
  if (next !== undefined) {
    branch.state = next;
    branch.input = output;
    setActivity(memory, branch, { kind: 'entering' });
  } else if (branch.parent === undefined) {
    const text = JSON.stringify(output);
    const details = { executionSucceededEventDetails: { output: text, outputDetails: notTruncated } };
    endExecution(
      memory,
      { status: 'SUCCEEDED', output: text },
      { type: 'ExecutionSucceeded', details, previous: branch.lastEvent },
    );
  } else {
    setActivity(memory, branch, { kind: 'succeeded', output });
  }
}

/** What comes of entering a state: it is left at once, or it does something that takes time. */
export type Begun = { exit: StateExit } | { activity: Activity };
