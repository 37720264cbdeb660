import { isOrderId } from '../../core/order/order-ids.ts';
import { ApiProblem } from './api-problem.ts';

/** A request whose path names an order. */
export interface OrderRequest {
  readonly pathParameters: { readonly id: string };
}

/**
 * Returns what `read` finds for the order in the path.
 *
 * @throws ApiProblem `order-not-found` if there is none. Text that cannot be an order id is not looked up.
 */
export async function findOrder<Found>(
  { pathParameters: { id } }: OrderRequest,
  read: (orderId: string) => Promise<Found | undefined>,
): Promise<Found> {
  const found = isOrderId(id) ? await read(id) : undefined;
  if (found === undefined)
    throw new ApiProblem(
      'order-not-found',
      `No order has the id ${JSON.stringify(id.slice(0, 64))}. An order id is "order-" followed by 32 hex digits.`,
    );
  return found;
}
