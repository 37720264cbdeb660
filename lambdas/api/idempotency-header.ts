import { invalidRequest } from './api-problem.ts';
import type { ApiRequest } from './api-request.ts';

const HEADER = 'idempotency-key';

/**
 * The `Idempotency-Key` header of a request; undefined without one.
 *
 * @throws ApiProblem `invalid-request` when it is not 1 to 255 visible ASCII characters
 */
export function idempotencyKeyIn({ headers }: ApiRequest): string | undefined {
  const key = headers[HEADER];
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalidRequest([
      { path: `header ${HEADER}`, message: 'Expected 1 to 255 visible ASCII characters without spaces.' },
    ]);
  }
  return key;
}
