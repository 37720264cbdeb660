/**
 * How an invocation ended.
 *
 * `payload` of a failed one is the error document that Lambda answers, `{ errorType, errorMessage, trace }`.
 */
export type LambdaOutcome =
  | { readonly ok: true; readonly payload: unknown; readonly requestId: string }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string; readonly payload: unknown };

/** The error document that Lambda answers when a function failed. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** The lines of the stack; absent when the function was ended from outside. */
  readonly trace?: readonly string[];
}

/** The outcome that an error document stands for. */
export function failedOutcome(error: FunctionError): LambdaOutcome {
  return { ok: false, errorType: error.errorType, errorMessage: error.errorMessage, payload: error };
}

/** The function took longer than it may; the texts are those of Lambda. */
export function timedOut(requestId: string, timeoutSeconds: number): FunctionError {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return { errorType: 'Sandbox.Timedout', errorMessage };
}

/**
 * The function's process ended during an invocation; the texts are those of Lambda.
 *
 * @param reason e.g. `exit status 1` or `signal: killed`; undefined when it ended with status 0
 */
export function exited(requestId: string, reason: string | undefined): FunctionError {
  const detail =
    reason === undefined ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${reason}`;
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${detail}` };
}

/** The answer is longer than Lambda passes on; the text is that of Lambda. */
export function responseTooLarge(limitBytes: number): FunctionError {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${limitBytes} bytes).`,
  };
}
