/**
 * The four errors that a plugin throws.
 *
 * Each name is a literal: Lambda reports `error.name` as the error type, and the Retry and Catch of a state machine match
 * on it.
 */

/** Options of every plugin error. */
export interface PluginErrorOptions extends ErrorOptions {
  /** Machine-readable reason, shown to the customer. @default the error's own code, e.g. `failed` */
  readonly code?: string;
  /** What the customer may read. @default a generic sentence */
  readonly publicMessage?: string;
}

/** Options of the errors that allow another call to the partner. */
export interface RetryableErrorOptions extends PluginErrorOptions {
  /** How long the partner asked to wait, in seconds. @default the partner did not say */
  readonly retryAfterSeconds?: number | undefined;
}

const GENERAL_PUBLIC_MESSAGE = 'The order could not be processed. Please try again later or contact support.';

/** The partner said no for a business reason: card declined, customer already subscribed. Never retried. */
export class PluginDeclined extends Error {
  override readonly name = 'PluginDeclined';
  readonly code: string;
  readonly publicMessage: string;

  /**
   * @param code machine-readable reason, shown to the customer, e.g. `card_declined`
   * @param publicMessage what the customer may read
   * @param options `message` for the process event (default: the public message), `cause`
   */
  constructor(code: string, publicMessage: string, options: ErrorOptions & { readonly message?: string } = {}) {
    super(options.message ?? publicMessage, options);
    this.code = code;
    this.publicMessage = publicMessage;
  }
}

/** The effect did not happen and a retry will not help: wrong credentials, missing mapping, a bug. Never retried. */
export class PluginFailed extends Error {
  override readonly name = 'PluginFailed';
  readonly code: string;
  readonly publicMessage: string;

  /** @param message for the process event: what was expected, what was found, what to do */
  constructor(message: string, options: PluginErrorOptions = {}) {
    super(message, options);
    this.code = options.code ?? 'failed';
    this.publicMessage = options.publicMessage ?? GENERAL_PUBLIC_MESSAGE;
  }
}

/** The effect did not happen and a retry is safe: connection refused, 429, 503. Retried; then the step fails. */
export class PluginTransient extends Error {
  override readonly name = 'PluginTransient';
  readonly code: string;
  readonly publicMessage: string;
  /** How long the partner asked to wait, in seconds; undefined if it did not say. */
  readonly retryAfterSeconds: number | undefined;

  /** @param message for the process event: what was expected, what was found, what to do */
  constructor(message: string, options: RetryableErrorOptions = {}) {
    super(message, options);
    this.code = options.code ?? 'temporarily_unavailable';
    this.publicMessage = options.publicMessage ?? GENERAL_PUBLIC_MESSAGE;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The effect may have happened: no reply after sending, a killed Lambda. Never retried blindly for `at-most-once` plugins. */
export class PluginOutcomeUnknown extends Error {
  override readonly name = 'PluginOutcomeUnknown';
  readonly code: string;
  readonly publicMessage: string;
  /** How long the partner asked to wait before an `idempotent` plugin retries, in seconds; undefined if it did not say. */
  readonly retryAfterSeconds: number | undefined;

  /** @param message for the process event: what was sent, what is unknown, how to find out */
  constructor(message: string, options: RetryableErrorOptions = {}) {
    super(message, options);
    this.code = options.code ?? 'outcome_unknown';
    this.publicMessage =
      options.publicMessage ?? 'We are checking the state of this order. Please do not submit it again.';
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/**
 * Code of a PluginOutcomeUnknown if the partner itself does not know whether money moved, e.g. after an error of its payment
 * gateway. A probe that finds no effect then proves nothing: the step does not run again until an operator resumes the order.
 */
export const EFFECT_UNCONFIRMED = 'effect_unconfirmed';

/**
 * Code of a PluginOutcomeUnknown if the step host sent nothing, because an earlier attempt may have had its effect and the partner
 * may no longer recognise the repeat. Only a probe or an operator decides whether the step runs again.
 */
export const KEY_EXPIRED = 'key_expired';

/** One of the four plugin errors. */
export type PluginError = PluginDeclined | PluginFailed | PluginTransient | PluginOutcomeUnknown;

/** Returns whether an error is one of the four plugin errors. */
export function isPluginError(error: unknown): error is PluginError {
  return (
    error instanceof PluginDeclined ||
    error instanceof PluginFailed ||
    error instanceof PluginTransient ||
    error instanceof PluginOutcomeUnknown
  );
}
