/**
 * How an invocation ended.
 *
 * `payload` of a failed one is the error document that Lambda answers, `{ errorType, errorMessage, trace }`.
 */
export type LambdaOutcome =
  | { readonly ok: true; readonly payload: unknown; readonly requestId: string }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string; readonly payload: unknown };
