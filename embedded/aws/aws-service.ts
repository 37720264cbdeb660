/**
 * The seam between the endpoint that speaks the AWS JSON protocol and the services behind it.
 *
 * A request names its operation in the header `X-Amz-Target: <targetPrefix>.<operation>`; the endpoint parses the body
 * and calls the service whose prefix matches.
 */
export interface AwsService {
  /** What stands before the dot in `X-Amz-Target`, e.g. `AWSStepFunctions`. */
  readonly targetPrefix: string;
  /**
   * Carries out one operation.
   *
   * @throws AwsServiceError for every refusal, with the error name that AWS documents for the operation.
   */
  call(operation: string, input: Record<string, unknown>): Promise<unknown>;
}

/** An error as an AWS service answers it: `name` becomes `__type` on the wire, which the SDK turns back into `error.name`. */
export class AwsServiceError extends Error {
  override readonly name: string;
  /** HTTP status of the answer. */
  readonly statusCode: number;
  /** Fields of the answer besides its type and message. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    name: string,
    message: string,
    statusCode = 400,
    { fields = {}, ...options }: ErrorOptions & { readonly fields?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options);
    this.name = name;
    this.statusCode = statusCode;
    this.fields = fields;
  }
}
