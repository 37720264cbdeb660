import { isOrderId } from '../../core/order/order-ids.ts';
import { isErased, type OrderRecord } from '../../core/order/order-record.ts';
import { ApiProblem } from './api-problem.ts';
import { orderErased } from './order-erased.ts';

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

/**
 * Returns what `read` finds for the order in the path, to change it.
 *
 * @param orderOf returns the order of what is found
 * @throws ApiProblem `order-not-found`; `order-erased` if its personal data was erased: nothing can act on it any more
 */
export async function findUnerasedOrder<Found>(
  request: OrderRequest,
  read: (orderId: string) => Promise<Found | undefined>,
  orderOf: (found: Found) => OrderRecord,
): Promise<Found> {
  const found = await findOrder(request, read);
  if (isErased(orderOf(found))) throw orderErased(orderOf(found));
  return found;
}
