import { isOrderId } from '../../core/order/order-ids.ts';
import { ApiProblem } from './api-problem.ts';
import type { ApiRequest } from './api-request.ts';

/**
 * What `read` finds for the order that the path names.
 *
 * @throws ApiProblem `order-not-found` when there is no such order; an id that none can have is not looked up
 */
export async function findOrder<T>(
  { pathParameters }: ApiRequest,
  read: (orderId: string) => Promise<T | undefined>,
): Promise<T> {
  const { id = '' } = pathParameters;
  const found = isOrderId(id) ? await read(id) : undefined;
  if (found === undefined)
    throw new ApiProblem(
      'order-not-found',
      `Expected the id of an order, "order-" and 32 hex digits, found ${JSON.stringify(id.slice(0, 64))}, which no order has.`,
    );
  return found;
}
