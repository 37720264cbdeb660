/**
 * Error names that Retry and Catch match on, by what they say about the effect.
 *
 * Source of the `States.`, `Lambda.`, `Sandbox.` and `Runtime.` names: AWS Step Functions Developer Guide, "Handling
 * errors in Step Functions workflows", and AWS Lambda Developer Guide, "Understanding Lambda errors".
 */

/** Lambda refused or lost the invocation; the step's claim makes invoking again safe. */
export const LAMBDA_SERVICE_ERRORS = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
] as const;

/** The function may have reached the partner before it ended: the outcome is not known. */
export const UNKNOWN_OUTCOME_ERRORS = [
  'PluginOutcomeUnknown',
  'States.Timeout',
  'States.HeartbeatTimeout',
  'Sandbox.Timedout',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Runtime.OutOfMemory',
] as const;

/** Every error that the framework's own code lets cross from a Lambda to a state machine. */
export const STEP_ERROR_NAMES = [
  'PluginDeclined',
  'PluginFailed',
  'PluginTransient',
  'PluginOutcomeUnknown',
  'PluginRetryLater',
  'StepBusy',
  'StepStillUnknown',
  'StepNotApplied',
  'StepRefused',
] as const;
