import type { JsonObject } from '../../core/json.ts';
import type { OrderView } from '../../core/order/order-view.ts';
import type { CampaignSystem } from './campaign-system.ts';

const AT_A_TIME = 16;

/**
 * Reads an order.
 *
 * @throws Error it is not there
 */
export async function readOrder(system: Pick<CampaignSystem, 'api'>, id: string): Promise<OrderView> {
  const { body, status } = await system.api('GET', `/orders/${id}`);
  if (status !== 200) throw new Error(`Expected order ${id}, found ${status}: ${JSON.stringify(body)}`);
  return body as OrderView;
}

/** Reads everything that is known of an order: what it is, what its steps did, what was told of it. */
export async function readStory(system: Pick<CampaignSystem, 'api'>, id: string): Promise<JsonObject> {
  const [order, processEvents, events] = await Promise.all(
    ['', '/process-events', '/events'].map(async (part) => (await system.api('GET', `/orders/${id}${part}`)).body),
  );
  return { order, processEvents, events } as JsonObject;
}

/** Reads orders, several at a time, and answers them in the order of their ids. */
export async function readOrders(
  system: Pick<CampaignSystem, 'api'>,
  ids: readonly string[],
): Promise<readonly OrderView[]> {
  const orders: OrderView[] = [];
  for (let from = 0; from < ids.length; from += AT_A_TIME) {
    orders.push(...(await Promise.all(ids.slice(from, from + AT_A_TIME).map((id) => readOrder(system, id)))));
  }
  return orders;
}
