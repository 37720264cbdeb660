import { API_PROBLEMS, type ApiProblemType } from '../../blueprint/routes/api-problems.ts';
import type { InputProblem } from '../../core/input-problems.ts';

/** An error that the API returns as a problem document (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly type: ApiProblemType;
  readonly status: number;
  /** Further fields of the document, e.g. `errors` or `order`. */
  readonly extensions: Readonly<Record<string, unknown>>;

  /**
   * @param detail what is wrong and what to do about it, shown to the caller
   * @param extensions further fields of the document
   */
  constructor(type: ApiProblemType, detail: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.type = type;
    this.status = API_PROBLEMS[type].status;
    this.extensions = extensions;
  }
}

/** Creates the problem of a request with invalid fields or parameters, each named by its path. */
export function invalidRequest(errors: readonly InputProblem[]): ApiProblem {
  const detail =
    errors.length === 1 ? 'One field is invalid; see errors.' : `${errors.length} fields are invalid; see errors.`;
  return new ApiProblem('invalid-request', detail, { errors });
}
