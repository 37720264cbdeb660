import type { FunctionError } from './lambda-outcome.ts';

/** Data that an execution environment starts with. */
export interface EnvironmentData {
  /** URL of the module that exports the handler. */
  readonly module: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Folder in which Node keeps compiled code for the next start. @default none */
  readonly compileCache?: string | undefined;
}

/** A message to an execution environment. Messages are sent in lists. */
export type MessageToEnvironment = InvocationMessage | AwsReplyMessage;

/** A message of an execution environment. Messages are sent in lists. */
export type EnvironmentMessage = ReportMessage | AwsRequestMessage;

/** An invocation. */
export interface InvocationMessage {
  readonly kind: 'invocation';
  readonly requestId: string;
  /** The event as JSON text. */
  readonly payload: string;
  /** Deadline of the invocation, in epoch milliseconds. */
  readonly deadline: number;
  /** Value of `_X_AMZN_TRACE_ID`. */
  readonly traceId: string;
}

/** A report of an execution environment. After `fatal` it ends. */
export type ReportMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'printed'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly kind: 'result'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'error'; readonly requestId: string; readonly error: FunctionError }
  | { readonly kind: 'fatal'; readonly error: FunctionError };

/** A request of an environment to an AWS service. */
export interface AwsRequestMessage {
  readonly kind: 'aws-request';
  readonly id: number;
  /** Value of `X-Amz-Target`. */
  readonly target: string;
  /** JSON text. */
  readonly body: string;
}

/** The reply to the request with the same id. */
export interface AwsReplyMessage {
  readonly kind: 'aws-reply';
  readonly id: number;
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}
