/** How long a client of the SDK waits in one try of a call. */
export interface RequestTimeouts {
  /** Milliseconds until a connection stands. @default no limit */
  readonly connectionTimeout?: number;
  /** Milliseconds until the whole reply is there. @default no limit */
  readonly requestTimeout?: number;
  /** Whether a try that takes longer fails, so that the next one begins, or is only warned of. @default false */
  readonly throwOnRequestTimeout?: boolean;
}

/**
 * For functions that answer the API: a service that does not reply must not use up the 30 s of their caller, and one
 * try that hangs at the end of the longest wait leaves time for another one.
 *
 * Other functions take none: what they write late they need not write again.
 */
export const SHORT_TIMEOUTS: RequestTimeouts = {
  connectionTimeout: 1_000,
  requestTimeout: 3_000,
  throwOnRequestTimeout: true,
};
