/** Error names that Step Functions itself raises. Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
type StatesErrorName = 'States.DataLimitExceeded' | 'States.QueryEvaluationError' | 'States.Runtime' | 'States.Timeout';

/** Where an expression failed: becomes the history event `EvaluationFailed`. */
interface EvaluationFault {
  /** The field, as AWS writes it: `Output/a/b[0]`. */
  readonly location: string;
}

interface StateFailureOptions extends ErrorOptions {
  readonly evaluation?: EvaluationFault;
  readonly alias?: string;
  readonly raisedHere?: boolean;
}

/**
 * The way a state ends badly: what Retry and Catch match on, and what the execution ends with when neither does.
 *
 * `error` and `causeText` are the Error and Cause of the Amazon States Language. A timeout has no cause.
 */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly error: string;
  readonly causeText: string | undefined;
  /** Set when an expression failed. */
  readonly evaluation: EvaluationFault | undefined;
  /** A second name under which Retry and Catch find it: a missed heartbeat is a `States.Timeout` too. */
  readonly alias: string | undefined;
  /** The interpreter raised it, so the cause still needs the name of the state in front. */
  readonly raisedHere: boolean;

  constructor(error: string, causeText?: string, options: StateFailureOptions = {}) {
    super(causeText === undefined ? error : `${error}: ${causeText}`, options);
    this.error = error;
    this.causeText = causeText;
    this.evaluation = options.evaluation;
    this.alias = options.alias;
    this.raisedHere = options.raisedHere ?? false;
  }
}

/** A failure that the interpreter finds by itself, so that its cause will name the state it happened in. */
export function statesFailure(error: StatesErrorName, causeText: string, options: ErrorOptions = {}): StateFailure {
  return new StateFailure(error, causeText, { ...options, raisedHere: true });
}
