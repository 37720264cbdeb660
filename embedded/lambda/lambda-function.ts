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
  /** The longest that one invocation may take. */
  readonly timeoutSeconds: number;
  /** Limit of the JavaScript heap, which stands for the memory that Lambda gives. */
  readonly memoryMb: number;
  /** All environment variables of the function beside those that Lambda sets itself. */
  readonly environment: Readonly<Record<string, string>>;
}
