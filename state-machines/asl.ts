import type { JsonObject, JsonValue } from '../core/json.ts';

/** A Retry entry of the Amazon States Language. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL';
}

/** A Catch entry. */
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Output: JsonValue;
}

/** The transition out of a state: to another state, or to the end. */
export type Transition = { readonly Next: string } | { readonly End: true };

/** A Task state that invokes a Lambda. */
export type TaskState = {
  readonly Type: 'Task';
  readonly Comment: string;
  readonly Resource: typeof LAMBDA_INVOKE | typeof LAMBDA_INVOKE_WITH_CALLBACK;
  readonly Arguments: { readonly FunctionName: string; readonly Payload: JsonObject };
  /** A number, or an expression that evaluates to one. */
  readonly TimeoutSeconds: number | string;
  readonly HeartbeatSeconds?: number;
  readonly Retry: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Output: JsonValue;
} & Transition;

/** A Wait state. */
export interface WaitState {
  readonly Type: 'Wait';
  readonly Comment: string;
  /** A number, or an expression that evaluates to one. */
  readonly Seconds: number | string;
  readonly Output: JsonValue;
  readonly Next: string;
}

/** A Pass state that passes on its input. */
export type PassState = { readonly Type: 'Pass'; readonly Comment: string } & Transition;

/** A Fail state. */
export interface FailState {
  readonly Type: 'Fail';
  readonly Comment: string;
  readonly Error: string;
  readonly Cause: string;
}

/** A Map state that processes its items inline, one after the other. */
export type MapState = {
  readonly Type: 'Map';
  readonly Comment: string;
  readonly Items: string;
  readonly MaxConcurrency: 1;
  readonly ItemSelector: JsonObject;
  readonly ItemProcessor: {
    readonly ProcessorConfig: { readonly Mode: 'INLINE' };
    readonly StartAt: string;
    readonly States: Readonly<Record<string, State>>;
  };
  readonly Output: JsonValue;
} & Transition;

/** A state of any of the types above. */
export type State = TaskState | WaitState | PassState | FailState | MapState;

/** States by name. */
export type States = Readonly<Record<string, State>>;

/** A state machine in the Amazon States Language with JSONata expressions. */
export interface StateMachineDefinition {
  readonly Comment: string;
  readonly QueryLanguage: 'JSONata';
  readonly StartAt: string;
  readonly States: States;
}

/** The resource of a Task that invokes a Lambda and waits for its result. */
export const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';

/**
 * The resource of a Task that invokes a Lambda and then waits for a result with its task token. If the function fails, so
 * does the Task. Source: Step Functions Developer Guide, "Wait for a Callback with Task Token".
 */
export const LAMBDA_INVOKE_WITH_CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

/** Returns a JSONata expression in the delimiters that mark it in a definition. */
export function expression(jsonata: string): string {
  return `{% ${jsonata} %}`;
}

/** Returns a JSONata string literal. */
export function literal(text: string): string {
  return JSON.stringify(text);
}
