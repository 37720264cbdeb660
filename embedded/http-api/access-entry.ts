/** One line of the access log: nothing that a caller could have put a secret into, so no query, header or body. */
export interface AccessEntry {
  /** When the request arrived. */
  readonly at: Date;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** 499 when the caller went away before an answer. */
  readonly status: number;
  /** From the arrival of the request to the end of the response, in milliseconds. */
  readonly ms: number;
  readonly requestId: string;
  /** Why the gateway answered with a 5xx in place of the function, e.g. the function's error. Left out otherwise. */
  readonly error?: unknown;
}
