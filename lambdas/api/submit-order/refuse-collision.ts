import type { OrderRecord } from '../../../core/order/order-record.ts';
import { takeTurn, withdrawFromLanes } from '../../order-runs/lanes.ts';
import { type StartRunPorts, startRun } from '../../order-runs/start-run.ts';
import type { OrderStore } from '../../order-store/order-store.ts';
import type { SearchIndex } from '../../order-store/search-index.ts';
import { ApiProblem } from '../api-problem.ts';

/** Dependencies of refusing orders. */
export interface RefuseCollisionPorts extends StartRunPorts {
  readonly orders: OrderStore;
  readonly index: Pick<SearchIndex, 'hashesOf' | 'remove'>;
}

/**
 * Refuses an order whose subscription another order is changing, or whose customer is buying the same: removes it, as if it had never been stored. Its place in the lane,
 * which it takes first, decides between two that arrive at the same time.
 *
 * An order that was stored by a request that crashed here, or whose lanes cannot be read, is accepted and waits for its turn.
 *
 * @throws ApiProblem `subscription-busy`
 */
export async function refuseCollision(order: OrderRecord, ports: RefuseCollisionPorts): Promise<void> {
  let ahead: string | undefined;
  try {
    ahead = await takeTurn(order, ports);
    if (ahead === undefined || !(await ports.lanes.withdraw(order))) return;
    await ports.index.remove(order.id, await ports.index.hashesOf(order));
    await withdrawFromLanes(order, { ...ports, startRun: (next) => startRun(next, ports) });
  } catch (error) {
    ports.onError('Could not refuse the order, or leave its lane; the lane is mended when its next order ends', error);
    if (ahead === undefined || (await ports.orders.get(order.id)) !== undefined) return;
  }
  throw new ApiProblem(
    'subscription-busy',
    `Order ${ahead} is ${doing(order)}. Send this order again when that one has ended: see GET /orders/${ahead}.`,
  );
}

function doing({ orderType }: OrderRecord): string {
  return orderType === 'new' ? 'buying the same for the same customer' : 'changing the same subscription';
}
