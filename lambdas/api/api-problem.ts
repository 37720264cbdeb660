import { API_PROBLEMS, type ApiProblemType } from '../../blueprint/routes/api-problems.ts';
import type { InputProblem } from '../../core/input-problems.ts';

/** An error that the API returns as a problem document (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly type: ApiProblemType;
  readonly status: number;
  /** Further fields of the document, e.g. `errors` or `order`. */
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Further headers, by name in lower case. */
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param detail what is wrong and what to do about it, shown to the caller
   * @param extensions further fields of the document
   * @param options `cause`: an error to log. `headers`: further headers. @default the caller made a mistake, and nothing is logged
   */
  constructor(
    type: ApiProblemType,
    detail: string,
    extensions: Readonly<Record<string, unknown>> = {},
    { headers = {}, ...options }: ErrorOptions & { readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail, options);
    this.type = type;
    this.status = API_PROBLEMS[type].status;
    this.extensions = extensions;
    this.headers = headers;
  }
}

/** Creates the problem of a request with invalid fields or parameters, each named by its path. */
export function invalidRequest(errors: readonly InputProblem[]): ApiProblem {
  const detail =
    errors.length === 1 ? 'One field is invalid; see errors.' : `${errors.length} fields are invalid; see errors.`;
  return new ApiProblem('invalid-request', detail, { errors });
}

/** What a caller does about an outage during a request that changes nothing, or is safe to repeat. */
export const NOTHING_CHANGED = 'Repeat the request later.';

/**
 * Creates the problem of a request that failed because an AWS service does not answer.
 *
 * @param advice what may have happened all the same, and what to do about it
 * @param cause the error of the service, which is logged
 */
export function serviceUnavailable(
  advice: string,
  cause: unknown,
  extensions: Readonly<Record<string, unknown>> = {},
): ApiProblem {
  const detail = `A service that this request needs does not answer. ${advice}`;
  return new ApiProblem('service-unavailable', detail, extensions, { cause });
}
