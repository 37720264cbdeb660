/**
 * Outcome of an invocation.
 *
 * The `payload` of a failed one is Lambda's error document, `{ errorType, errorMessage, trace }`.
 */
export type LambdaOutcome =
  | { readonly ok: true; readonly payload: unknown; readonly requestId: string }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string; readonly payload: unknown };

/** The error document that Lambda returns for a failed function. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Lines of the stack; absent when the function was terminated. */
  readonly trace?: readonly string[];
}

/** Returns the outcome for an error document. */
export function failedOutcome(error: FunctionError): LambdaOutcome {
  return { ok: false, errorType: error.errorType, errorMessage: error.errorMessage, payload: error };
}

/** Returns the error of a function that exceeded its timeout, in the words of Lambda. */
export function timedOut(requestId: string, timeoutSeconds: number): FunctionError {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return { errorType: 'Sandbox.Timedout', errorMessage };
}

/**
 * Returns the error of a function whose process ended during an invocation, in the words of Lambda.
 *
 * @param reason e.g. `exit status 1` or `signal: killed`; undefined when it ended with status 0
 */
export function exited(requestId: string, reason: string | undefined): FunctionError {
  const detail =
    reason === undefined ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${reason}`;
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${detail}` };
}

/** Returns the error of a response that is too large, in the words of Lambda. */
export function responseTooLarge(limitBytes: number): FunctionError {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${limitBytes} bytes).`,
  };
}
