/** Error names that Step Functions itself raises. Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
type StatesErrorName = 'States.DataLimitExceeded' | 'States.QueryEvaluationError' | 'States.Runtime' | 'States.Timeout';

/** Where an expression failed; recorded as the history event `EvaluationFailed`. */
interface EvaluationFault {
  /** Path of the field as AWS writes it, e.g. `Output/a/b[0]`. */
  readonly location: string;
}

interface StateFailureOptions extends ErrorOptions {
  readonly evaluation?: EvaluationFault;
  readonly alias?: string;
  readonly raisedHere?: boolean;
}

/**
 * The failure of a state. Retry and Catch match on it; the execution ends with it when neither does.
 *
 * `error` and `causeText` are the Error and Cause of the Amazon States Language. A timeout has no cause.
 */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly error: string;
  readonly causeText: string | undefined;
  /** Set when an expression failed. */
  readonly evaluation: EvaluationFault | undefined;
  /** A second name that Retry and Catch match: a missed heartbeat is also a `States.Timeout`. */
  readonly alias: string | undefined;
  /** Whether the interpreter raised it, so that the cause still needs the name of its state. */
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

/** Returns a failure that the interpreter raises itself; its cause will name the state. */
export function statesFailure(error: StatesErrorName, causeText: string, options: ErrorOptions = {}): StateFailure {
  return new StateFailure(error, causeText, { ...options, raisedHere: true });
}
