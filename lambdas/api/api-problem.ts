import type { InputProblem } from '../../core/input-problems.ts';

/** Every refusal of the API: its type, status and title. The type is a relative reference into the API's reference page. */
export const API_PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'order-not-found': { status: 404, title: 'There is no such order' },
  'step-not-found': { status: 404, title: 'There is no such step' },
  'route-not-found': { status: 404, title: 'There is no such route' },
  'webhook-not-found': { status: 404, title: 'There is no such webhook' },
  'delivery-not-found': { status: 404, title: 'There is no such delivery' },
  'delivery-busy': { status: 409, title: 'The delivery is being sent' },
  'webhook-disabled': { status: 409, title: 'The webhook gets nothing' },
  'order-not-resumable': { status: 409, title: 'The order cannot be resumed' },
  'order-not-cancellable': { status: 409, title: 'The order cannot be cancelled' },
  'step-not-operable': { status: 409, title: 'The step cannot be changed' },
  'callback-not-expected': { status: 409, title: 'The step does not wait for an answer' },
  'callback-answered': { status: 409, title: 'The step has its answer' },
  'order-too-large': { status: 413, title: 'The order is too large' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key belongs to another order' },
  'order-failed': { status: 422, title: 'The order failed' },
  'order-held': { status: 422, title: 'The order is held' },
  'order-cancelled': { status: 422, title: 'The order was cancelled' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
} as const;

/** The name of a refusal. */
export type ApiProblemType = keyof typeof API_PROBLEMS;

/** A refusal that the API answers as a problem document (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly type: ApiProblemType;
  readonly status: number;
  /** Fields of the document beside the standard ones, e.g. `errors` or `order`. */
  readonly extensions: Readonly<Record<string, unknown>>;

  /**
   * @param type which refusal
   * @param detail what was expected, what was found, what to do; shown to the caller
   * @param extensions further fields of the document
   */
  constructor(type: ApiProblemType, detail: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.type = type;
    this.status = API_PROBLEMS[type].status;
    this.extensions = extensions;
  }
}

/** The refusal of a request with mistakes in its body or its parameters, each named by its path. */
export function invalidRequest(errors: readonly InputProblem[]): ApiProblem {
  const detail =
    errors.length === 1 ? 'One field is not valid; see errors.' : `${errors.length} fields are not valid; see errors.`;
  return new ApiProblem('invalid-request', detail, { errors });
}
