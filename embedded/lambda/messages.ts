import type { FunctionError } from './lambda-outcome.ts';

/** Asks a thread to load the modules of functions, before it is known in which environment they run. */
export interface PreloadMessage {
  readonly kind: 'preload';
  /** URL of their bundle. */
  readonly module: string;
  readonly functions: readonly string[];
  /** Folder in which Node keeps compiled code for the next start. */
  readonly compileCache: string;
}

/** Says what an execution environment is for: its first message, but for a `preload`. */
export interface HostMessage {
  readonly kind: 'host';
  /** The functions that it may be asked to load. */
  readonly functions: readonly HostedFunction[];
  /** Environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logStreamName: string;
  /** Folder in which Node keeps compiled code for the next start. @default none */
  readonly compileCache?: string | undefined;
}

/** What an environment knows of a function. */
export interface HostedFunction {
  /** Short name, unique in the environment. */
  readonly id: string;
  /** URL of the module that exports the handler. */
  readonly module: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly logGroupName: string;
}

/** A message to an execution environment. Messages are sent in lists. */
export type MessageToEnvironment = PreloadMessage | HostMessage | LoadMessage | InvocationMessage | AwsReplyMessage;

/** A message of an execution environment. Messages are sent in lists. */
export type EnvironmentMessage = ReportMessage | AwsRequestMessage;

/** Asks to load the module of a function. */
export interface LoadMessage {
  readonly kind: 'load';
  readonly requestId: string;
  /** Id of the function. */
  readonly function: string;
}

/** An invocation of a function that is loaded. */
export interface InvocationMessage {
  readonly kind: 'invocation';
  readonly requestId: string;
  /** Id of the function. */
  readonly function: string;
  /** The event as JSON text. */
  readonly payload: string;
  /** Deadline of the invocation, in epoch milliseconds. */
  readonly deadline: number;
  /** Value of `_X_AMZN_TRACE_ID`. */
  readonly traceId: string;
}

/** A report of an execution environment. After `fatal` it ends. */
export type ReportMessage =
  /** A `preload` has ended, well or not. */
  | { readonly kind: 'preloaded' }
  | PrintedMessage
  /** The outcome of an invocation, or `null` when a function has loaded. */
  | { readonly kind: 'result'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'error'; readonly requestId: string; readonly error: FunctionError }
  | { readonly kind: 'fatal'; readonly error: FunctionError };

/** Text that a function printed. */
export interface PrintedMessage {
  readonly kind: 'printed';
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Id of the function. Absent when no invocation and no load printed it, e.g. a timer of a shared module. */
  readonly function?: string | undefined;
}

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
