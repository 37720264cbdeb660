import type { AwsAccessKey } from '../credentials-file.ts';

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
  /** Functions of the same group share execution environments. @default it shares with no other */
  readonly group?: string;
  /** Timeout of one invocation. */
  readonly timeoutSeconds: number;
  /** Limit of the JavaScript heap, in place of Lambda's memory limit. */
  readonly memoryMb: number;
  /** Invocations that one environment handles at the same time. @default that of the pool */
  readonly invocationsPerEnvironment?: number;
  /** Limit of its environments. @default that of the pool */
  readonly maxEnvironments?: number;
  /**
   * Invocations that it handles at the same time at most. Others wait for some seconds, and are then throttled, as on Lambda.
   * @default no limit
   */
  readonly reservedConcurrency?: number;
  /** Environment variables of the function, besides those that Lambda sets. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What differs between environments, or between machines. */
export interface ReservedValues {
  readonly accessKey: AwsAccessKey;
  readonly logStreamName: string;
  /** Invocations that the environment handles at the same time, of all its functions. */
  readonly maxInvocations: number;
}

/**
 * Returns the environment variables that Lambda sets, for the functions of an environment.
 *
 * Those that differ by function are absent where several functions share the environment: code that reads them finds nothing
 * rather than the name of another function. The context of an invocation has them all.
 *
 * Source: AWS Lambda Developer Guide, "Defined runtime environment variables". The access key opens the AWS port of this
 * machine to SDK clients that a plugin brings; the clients of this project reach the services without it.
 */
export function reservedEnvironment(
  functions: readonly LambdaFunction[],
  { accessKey, logStreamName, maxInvocations }: ReservedValues,
): Record<string, string> {
  const region = functions[0]?.arn.split(':')[3] ?? '';
  const [only, ...others] = functions;
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    ...(only !== undefined &&
      others.length === 0 && {
        AWS_LAMBDA_FUNCTION_NAME: only.name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(only.memoryMb),
        AWS_LAMBDA_LOG_GROUP_NAME: logGroupName(only),
        AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
      }),
    // Set on managed instances only: Powertools then keeps the state of each invocation apart.
    ...(maxInvocations > 1 && { AWS_LAMBDA_MAX_CONCURRENCY: String(maxInvocations) }),
    AWS_ACCESS_KEY_ID: accessKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: accessKey.secretAccessKey,
    _HANDLER: 'index.handler',
    TZ: ':UTC',
  };
}

/** Returns the name of the function's log group. */
export function logGroupName(fn: Pick<LambdaFunction, 'name'>): string {
  return `/aws/lambda/${fn.name}`;
}
