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
  readonly Output: string;
}

/** Where a state leads: to another state, or to the end. */
export type Transition = { readonly Next: string } | { readonly End: true };

/** A Task state that invokes a Lambda. */
export type TaskState = {
  readonly Type: 'Task';
  readonly Comment: string;
  readonly Resource: 'arn:aws:states:::lambda:invoke';
  readonly Arguments: { readonly FunctionName: string; readonly Payload: JsonObject };
  readonly TimeoutSeconds: number;
  readonly Retry: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Output: JsonValue;
} & Transition;

/** A Fail state. */
export interface FailState {
  readonly Type: 'Fail';
  readonly Comment: string;
  readonly Error: string;
  readonly Cause: string;
}

/** A state machine in the Amazon States Language with JSONata expressions. */
export interface StateMachineDefinition {
  readonly Comment: string;
  readonly QueryLanguage: 'JSONata';
  readonly StartAt: string;
  readonly States: Readonly<Record<string, TaskState | FailState>>;
}

/** The resource of a Task that invokes a Lambda and waits for its answer. */
export const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';

/** Marks a JSONata expression in a definition. */
export function expression(jsonata: string): string {
  return `{% ${jsonata} %}`;
}

/** A JSONata string literal. */
export function literal(text: string): string {
  return JSON.stringify(text);
}
