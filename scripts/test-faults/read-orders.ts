import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import type { JsonObject } from '../../core/json.ts';
import type { CampaignSystem } from './campaign-system.ts';

const CONCURRENCY = 16;

/**
 * Reads an order.
 *
 * @throws Error when it does not exist
 */
export async function readOrder(system: Pick<CampaignSystem, 'api'>, id: string): Promise<OrderView> {
  const { body, status } = await system.api('GET', `/orders/${id}`);
  if (status !== 200) throw new Error(`Order ${id} could not be read: ${status} ${JSON.stringify(body)}`);
  return body as OrderView;
}

/** Reads an order with its process events and its order events. */
export async function readOrderHistory(system: Pick<CampaignSystem, 'api'>, id: string): Promise<JsonObject> {
  const [order, processEvents, events] = await Promise.all(
    ['', '/process-events', '/events'].map(async (part) => (await system.api('GET', `/orders/${id}${part}`)).body),
  );
  return { order, processEvents, events } as JsonObject;
}

/** Reads orders, several at a time, and returns them in the order of the ids. */
export async function readOrders(
  system: Pick<CampaignSystem, 'api'>,
  ids: readonly string[],
): Promise<readonly OrderView[]> {
  const orders: OrderView[] = [];
  for (let from = 0; from < ids.length; from += CONCURRENCY) {
    orders.push(...(await Promise.all(ids.slice(from, from + CONCURRENCY).map((id) => readOrder(system, id)))));
  }
  return orders;
}
