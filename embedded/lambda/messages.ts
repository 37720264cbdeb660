import type { FunctionError } from './lambda-outcome.ts';

/** What an execution environment is told when it is made. */
export interface EnvironmentData {
  /** URL of the module that exports the handler. */
  readonly module: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
}

/** One invocation, as it goes into an execution environment. */
export interface InvocationMessage {
  readonly requestId: string;
  /** The event as JSON text. */
  readonly payload: string;
  /** When the invocation is ended, in milliseconds since the epoch. */
  readonly deadline: number;
  /** Value of `_X_AMZN_TRACE_ID`. */
  readonly traceId: string;
}

/** What an execution environment reports. `fatal`: it ends after this. */
export type EnvironmentMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly payload: string }
  | { readonly kind: 'error'; readonly error: FunctionError; readonly fatal: boolean };
