import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import type { DurableSystem } from './system.ts';

/** Acknowledged orders: their id, and whether the API has said that they are complete. */
export type Acknowledged = Map<string, boolean>;

/** An acknowledged order that is not as acknowledged. */
export interface Offence {
  readonly orderId: string;
  readonly detail: string;
}

const EXAMPLE = new URL('../../examples/new-order.json', import.meta.url);
const CALLERS = 8;
const READERS = 16;
const POLL_MS = 500;
const UNWAITED_EVERY_MS = 100;
const UNAVAILABLE = 503;
const BUSY_MS = 30_000;

/**
 * Sends orders from several callers until the process dies or the signal says so. All but one wait for the end of their
 * order; that one sends an order every tenth of a second.
 *
 * @param acknowledged gets every order that the API has accepted
 */
export async function sendOrders(
  system: Pick<DurableSystem, 'api'>,
  acknowledged: Acknowledged,
  signal: AbortSignal,
): Promise<void> {
  const order: unknown = JSON.parse(await readFile(EXAMPLE, 'utf8'));
  const call = async (caller: number): Promise<void> => {
    while (!signal.aborted) {
      const headers = { 'idempotency-key': crypto.randomUUID(), ...(caller > 0 && { prefer: 'wait=10' }) };
      const reply = await system.api('POST', '/orders', order, headers);
      if (reply === undefined) return;
      if (reply.status === UNAVAILABLE) {
        await wait(POLL_MS);
        continue;
      }
      if (reply.status > 299) throw new Error(`Expected the order to be accepted, found ${JSON.stringify(reply)}.`);
      const { id, status } = reply.body as OrderView;
      acknowledged.set(id, status === 'complete');
      if (caller === 0) await wait(UNWAITED_EVERY_MS);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(caller)));
}

/** Finds the acknowledged orders that are gone, and those that were complete and are not any more. */
export async function findOffences(
  system: Pick<DurableSystem, 'api'>,
  acknowledged: Acknowledged,
): Promise<readonly Offence[]> {
  return readAll(system, [...acknowledged.keys()], (orderId, order) => {
    if (order === undefined) return [{ orderId, detail: 'The order is lost.' }];
    const isChanged = acknowledged.get(orderId) === true && order.status !== 'complete';
    return isChanged ? [{ orderId, detail: `The order was complete, and is ${order.status} now.` }] : [];
  });
}

/** Waits until every acknowledged order is complete, and returns those that are not. */
export async function findIncomplete(
  system: Pick<DurableSystem, 'api'>,
  acknowledged: Acknowledged,
  timeoutMs: number,
): Promise<readonly Offence[]> {
  let open: readonly Offence[] = [];
  let ids = [...acknowledged.keys()];
  for (const end = Date.now() + timeoutMs; ; await wait(POLL_MS)) {
    open = await readAll(system, ids, (orderId, order) => {
      const isOver = order !== undefined && isAtRest(order.status);
      if (isOver && order.status === 'complete') return [];
      return [{ orderId, detail: order === undefined ? 'The order is lost.' : `The order is ${order.status}.` }];
    });
    ids = open.map(({ orderId }) => orderId);
    if (open.length === 0 || Date.now() > end) return open;
  }
}

async function readAll(
  system: Pick<DurableSystem, 'api'>,
  ids: readonly string[],
  check: (id: string, order: OrderView | undefined) => readonly Offence[],
): Promise<readonly Offence[]> {
  const left = [...ids];
  const found: Offence[] = [];
  const read = async (): Promise<void> => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const reply = await readOnce(system, id);
      if (reply?.status !== 200 && reply?.status !== 404)
        throw new Error(`Expected order ${id} or a 404, found ${JSON.stringify(reply ?? 'no reply')}.`);
      found.push(...check(id, reply.status === 200 ? (reply.body as OrderView) : undefined));
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  return found;
}

/** Reads an order, again while the system says that it is busy: right after its start it works off what it had begun. */
async function readOnce(system: Pick<DurableSystem, 'api'>, id: string): ReturnType<DurableSystem['api']> {
  for (const end = Date.now() + BUSY_MS; ; await wait(POLL_MS)) {
    const reply = await system.api('GET', `/orders/${id}`);
    if (reply?.status !== UNAVAILABLE || Date.now() > end) return reply;
  }
}
