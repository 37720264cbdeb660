/**
 * Error names that Retry and Catch match on, grouped by what they say about the effect.
 *
 * Source of the `States.`, `Lambda.`, `Sandbox.` and `Runtime.` names: AWS Step Functions Developer Guide, "Handling
 * errors in Step Functions workflows", and AWS Lambda Developer Guide, "Understanding Lambda errors".
 */

/** Lambda rejected or lost the invocation. The step's claim makes it safe to invoke the function again. */
export const LAMBDA_SERVICE_ERRORS = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
] as const;

/** The step host reports that the step had no effect. By the time such an error is caught, any retries have failed. */
export const NO_EFFECT_ERRORS = ['PluginDeclined', 'PluginFailed', 'PluginTransient'] as const;

/** The state no longer waits. Its function may still be running, or start late. */
export const STATE_TIMEOUT_ERRORS = ['States.Timeout', 'States.HeartbeatTimeout'] as const;

/** The function has ended, and may have reached the partner before. */
export const FUNCTION_ENDED_ERRORS = [
  'PluginOutcomeUnknown',
  'Sandbox.Timedout',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Runtime.OutOfMemory',
] as const;

/** The partner may have received the request: the outcome is unknown. */
export const UNKNOWN_OUTCOME_ERRORS = [...FUNCTION_ENDED_ERRORS, ...STATE_TIMEOUT_ERRORS] as const;

/** Every error that the framework's own code passes from a Lambda to a state machine. */
export const STEP_ERROR_NAMES = [
  'PluginDeclined',
  'PluginFailed',
  'PluginTransient',
  'PluginOutcomeUnknown',
  'PluginRetryLater',
  'StepBusy',
  'StepStillUnknown',
  'StepNotApplied',
  'StepNeedsProbe',
  'StepRefused',
] as const;
