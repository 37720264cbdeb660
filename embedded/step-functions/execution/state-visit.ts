import { evaluateTemplate, type Scope } from '../expressions/evaluate-template.ts';
import { fitsPayload, type Json, type JsonObject } from '../json.ts';
import { statesFailure } from '../state-failure.ts';
import { type Branch, retryCount } from './branch.ts';
import { type ExecutionMemory, record } from './execution-memory.ts';
import type { EventDetails } from './history-event.ts';

/** What an expression can read beside the input: a result in Output and Assign, an error in a catcher. */
export interface StatesExtras {
  result?: Json;
  errorOutput?: Json;
  token?: string | undefined;
  item?: { Index: number; Value: Json };
}

/** One branch in one state: what the code of a state type works with. */
export interface StateVisit {
  readonly memory: ExecutionMemory;
  readonly branch: Branch;
  scope(extras?: StatesExtras): Scope;
  evaluate(template: Json, field: string, extras?: StatesExtras): Promise<Json>;
  record(type: string, details?: EventDetails): number;
}

/** Opens a visit. */
export function visitState(memory: ExecutionMemory, branch: Branch): StateVisit {
  const scope = (extras: StatesExtras = {}): Scope => ({
    expressions: memory.definition.expressions,
    bindings: { ...visibleVariables(memory, branch), states: statesVariable(memory, branch, extras) },
  });
  return {
    memory,
    branch,
    scope,
    evaluate: (template, field, extras) => evaluateTemplate(scope(extras), template, field),
    record: (type, details) => record(memory, branch, type, details),
  };
}

/** Variables in scope: those of the outer branches and, before them, the branch's own. */
function visibleVariables(memory: ExecutionMemory, branch: Branch): JsonObject {
  const parent = branch.parent === undefined ? undefined : memory.branches.get(branch.parent);
  return parent === undefined ? branch.variables : { ...visibleVariables(memory, parent), ...branch.variables };
}

function statesVariable(memory: ExecutionMemory, branch: Branch, extras: StatesExtras): JsonObject {
  return {
    input: branch.input,
    context: contextObject(memory, branch, extras),
    ...('result' in extras && { result: extras.result }),
    ...('errorOutput' in extras && { errorOutput: extras.errorOutput }),
  };
}

/** `$states.context`; the item of a Map is there for its ItemSelector only. Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
function contextObject(memory: ExecutionMemory, branch: Branch, { token, item }: StatesExtras): JsonObject {
  const { execution } = memory;
  return {
    Execution: {
      Id: execution.arn,
      Input: JSON.parse(execution.input) as Json,
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

/** @throws StateFailure `States.DataLimitExceeded` when a value is larger than one payload may be. */
export function requirePayloadSize(value: Json, state: string, what: string): void {
  if (fitsPayload(value)) return;
  throw statesFailure('States.DataLimitExceeded', tooLarge(state, what));
}

/** The cause of a `States.DataLimitExceeded`, as AWS words it. */
export function tooLarge(subject: string, what: string): string {
  return `The state/task '${subject}' ${what} with a size exceeding the maximum number of bytes service limit.`;
}
