/**
 * A service behind the endpoint that speaks the AWS JSON protocol.
 *
 * A request names its operation in the header `X-Amz-Target: <targetPrefix>.<operation>`; the endpoint parses the body
 * and calls the service whose prefix matches.
 */
export interface AwsService {
  /** The part of `X-Amz-Target` before the dot, e.g. `AWSStepFunctions`. */
  readonly targetPrefix: string;
  /**
   * Runs one operation.
   *
   * @throws AwsServiceError for every rejected request, with the error name that AWS documents for the operation.
   */
  call(operation: string, input: Record<string, unknown>): Promise<unknown>;
}

/** An error of an AWS service. `name` becomes `__type` on the wire, which the SDK turns back into `error.name`. */
export class AwsServiceError extends Error {
  override readonly name: string;
  /** HTTP status of the response. */
  readonly statusCode: number;
  /** Fields of the response besides its type and message. */
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
