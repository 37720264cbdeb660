import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { evaluateTemplate, type Scope } from '../expressions/evaluate-template.ts';
import { type Branch, retryCount } from '../journal/branch.ts';
import type { EventDetails } from '../journal/history-event.ts';
import { fitsPayload } from '../payload.ts';
import { statesFailure } from '../state-failure.ts';
import { type ExecutionMemory, record } from './execution-memory.ts';

/** What an expression can read besides the input: a result in Output, an error in a catcher. */
export interface StatesExtras {
  readonly result?: JsonValue;
  readonly errorOutput?: JsonValue;
  readonly token?: string | undefined;
  readonly item?: { readonly Index: number; readonly Value: JsonValue };
}

/** One branch in one state: the context of the code of a state type. */
export interface StateVisit {
  readonly memory: ExecutionMemory;
  readonly branch: Branch;
  scope(extras?: StatesExtras): Scope;
  evaluate(template: JsonValue, field: string, extras?: StatesExtras): Promise<JsonValue>;
  record(type: string, details?: EventDetails): number;
}

/** Creates the visit of a branch to its current state. */
export function visitState(memory: ExecutionMemory, branch: Branch): StateVisit {
  const scope = (extras: StatesExtras = {}): Scope => ({
    expressions: memory.definition.expressions,
    bindings: { states: statesVariable(memory, branch, extras) },
  });
  return {
    memory,
    branch,
    scope,
    evaluate: (template, field, extras) => evaluateTemplate(scope(extras), template, field),
    record: (type, details) => record(memory, branch, type, details),
  };
}

function statesVariable(memory: ExecutionMemory, branch: Branch, extras: StatesExtras): JsonObject {
  let context: JsonObject | undefined;
  return {
    input: branch.input,
    // Most expressions do not read it.
    get context() {
      context ??= contextObject(memory, branch, extras);
      return context;
    },
    ...('result' in extras && { result: extras.result }),
    ...('errorOutput' in extras && { errorOutput: extras.errorOutput }),
  };
}

/** Returns `$states.context`; only an ItemSelector sees the item of its Map. Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
function contextObject(memory: ExecutionMemory, branch: Branch, { token, item }: StatesExtras): JsonObject {
  const { execution } = memory;
  return {
    Execution: {
      Id: execution.arn,
      Input: memory.input,
      Name: execution.name,
      RoleArn: memory.roleArn,
      StartTime: new Date(execution.startedAt).toISOString(),
      RedriveCount: 0,
    },
    StateMachine: { Id: execution.machineArn, Name: memory.machineName },
    State: {
      Name: branch.state,
      EnteredTime: new Date(branch.enteredAt).toISOString(),
      RetryCount: retryCount(branch),
    },
    ...(token !== undefined && { Task: { Token: token } }),
    ...(item !== undefined && { Map: { Item: { ...item, Source: 'STATE_DATA' } } }),
  };
}

/** Checks the size of a value. @throws StateFailure `States.DataLimitExceeded` when it exceeds the limit of a payload. */
export function requirePayloadSize(value: JsonValue, state: string, what: string): void {
  if (fitsPayload(value)) return;
  throw statesFailure('States.DataLimitExceeded', tooLarge(state, what));
}

/** Returns the cause of a `States.DataLimitExceeded`, in the words of AWS. */
export function tooLarge(subject: string, what: string): string {
  return `The state/task '${subject}' ${what} with a size exceeding the maximum number of bytes service limit.`;
}
