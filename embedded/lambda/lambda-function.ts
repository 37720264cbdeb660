/** A function that the pool can invoke. */
export interface LambdaFunction {
  /** Short name, unique in the pool, e.g. `submit-order`. */
  readonly id: string;
  /** Function name as on AWS, e.g. `demo-submit-order`. */
  readonly name: string;
  /** Unqualified ARN; its fourth part is the region that the function runs in. */
  readonly arn: string;
  /** Absolute path of the ES module that exports `handler`. */
  readonly file: string;
  /** Timeout of one invocation. */
  readonly timeoutSeconds: number;
  /** Limit of the JavaScript heap, in place of Lambda's memory limit. */
  readonly memoryMb: number;
  /** Environment variables of the function, besides those that Lambda sets. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Returns the environment variables that Lambda sets for a function.
 *
 * Source: AWS Lambda Developer Guide, "Defined runtime environment variables". The credentials are placeholders:
 * the AWS endpoint of this machine does not check signatures.
 */
export function reservedEnvironment(
  fn: LambdaFunction,
  logStreamName: string,
  maxInvocations: number,
): Record<string, string> {
  const region = fn.arn.split(':')[3] ?? '';
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    // Set on managed instances only: Powertools then keeps the state of each invocation apart.
    ...(maxInvocations > 1 && { AWS_LAMBDA_MAX_CONCURRENCY: String(maxInvocations) }),
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName(fn),
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    _HANDLER: 'index.handler',
    TZ: ':UTC',
  };
}

/** Returns the name of the function's log group. */
export function logGroupName(fn: LambdaFunction): string {
  return `/aws/lambda/${fn.name}`;
}
