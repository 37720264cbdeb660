import type { OrderRecord } from '../../core/order/order-record.ts';
import { ApiProblem } from './api-problem.ts';

/** Creates the problem of a request to change an order whose personal data was erased. */
export function orderErased({ id, erased, erasing }: OrderRecord): ApiProblem {
  const erasure = erased?.erasure ?? erasing;
  return new ApiProblem(
    'order-erased',
    `The personal data of order ${id} was erased; see GET /erasures/${erasure}. Nothing can act on it any more. Submit a new order with a new idempotency key.`,
  );
}
