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

/**
 * The environment of the function failed, usually before its handler ran. The step's record decides: an attempt that is not
 * open there did not happen, and one that is open has the step's claim.
 *
 * Sources, besides those above: the error types of AWS's Lambda runtime interface emulator and of its Node.js runtime client.
 */
export const FUNCTION_NOT_STARTED_ERRORS = [
  'Runtime.Unknown',
  'Runtime.InitError',
  'Runtime.ImportModuleError',
  'Runtime.HandlerNotFound',
  'Runtime.MalformedHandlerName',
  'Runtime.UserCodeSyntaxError',
  'Runtime.InvalidEntrypoint',
  'Runtime.InvalidWorkingDir',
  'Runtime.InvalidTaskConfig',
  'Extension.InitError',
  'Extension.LaunchError',
  'Extension.ExitError',
  'Extension.Crash',
  'Sandbox.Failure',
] as const;

/** The function does not exist: its plugin was removed while orders still needed it. */
export const FUNCTION_MISSING_ERROR = 'Lambda.ResourceNotFoundException';

/** The step host reports that the step had no effect. By the time such an error is caught, any retries have failed. */
export const NO_EFFECT_ERRORS = ['PluginDeclined', 'PluginFailed', 'PluginTransient'] as const;

/** Lambda did not run the function: its account, or what is reserved for it, has no instance left. */
export const THROTTLED_ERROR = 'Lambda.TooManyRequestsException';

/** The step's partner is unavailable, and the step had no effect: a step with patience is parked. */
export const PARKING_ERRORS = ['PartnerUnavailable', 'PluginTransient'] as const;

/** The state no longer waits. Its function may still be running, or start late. */
export const STATE_TIMEOUT_ERRORS = ['States.Timeout', 'States.HeartbeatTimeout'] as const;

/** The function has ended, and may have reached the partner before. */
export const FUNCTION_ENDED_ERRORS = [
  'PluginOutcomeUnknown',
  'Sandbox.Timedout',
  'Lambda.Unknown',
  'Function.Unknown',
  'Runtime.ExitError',
  'Runtime.InvokeTimeout',
  'Runtime.OutOfMemory',
  'Runtime.TruncatedResponse',
  'Runtime.UnhandledPromiseRejection',
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
  'PartnerUnavailable',
  'StepBusy',
  'StepStillUnknown',
  'StepNotApplied',
  'StepNeedsProbe',
  'StepRefused',
] as const;
