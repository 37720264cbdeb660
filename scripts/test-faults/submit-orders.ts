import { setTimeout as wait } from 'node:timers/promises';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import type { CampaignSystem } from './campaign-system.ts';
import type { SentOrder } from './expected-amounts.ts';
import { createRandom } from './random.ts';
import { randomFault } from './random-faults.ts';
import { followUpOrder, isFollowUp, randomOrder } from './random-order.ts';
import { readOrder } from './read-orders.ts';
import { addFault } from './sandbox-client.ts';
import { createSubscriptionPool } from './subscription-pool.ts';

/** What to submit, and how often to kill the process. */
export interface Submission {
  readonly seed: number;
  /** Indices of the orders, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  /** How often to kill the process. */
  readonly kills: number;
  /** Number of orders processed concurrently. */
  readonly slots: number;
  readonly sandboxUrl: string;
  /** Called after every hundred orders with the number of orders done and of kills. */
  onProgress?(orders: number, kills: number): void;
}

/** Result of submitting orders. */
export interface Submitted {
  /** The orders as they were sent, by id. */
  readonly sent: ReadonlyMap<string, SentOrder>;
  /** Milliseconds from each kill until the process was ready, and until the first interrupted order had ended. */
  readonly recoveries: readonly { readonly readyMs: number; readonly endedMs: number }[];
  readonly seconds: number;
}

/** How long a slot waits for an order before it submits the next one. */
const SLOT_TIMEOUT_MS = 5_000;
const POLL_MS = 500;
const ORDERS_PER_PROGRESS = 100;
/** Maximum delay between submitting an order and a kill. */
const MAX_KILL_DELAY_MS = 1_000;

/**
 * Submits orders, several at a time, while partners misbehave and the process is killed at moments derived from the seed.
 * Every order is accepted in the end, but may still be running when this returns.
 */
export async function submitOrders(system: CampaignSystem, work: Submission): Promise<Submitted> {
  const started = performance.now();
  const random = createRandom(`kills ${work.seed} ${work.from}`);
  const killDelays = new Map<number, number>();
  while (killDelays.size < Math.min(work.kills, work.to - work.from)) {
    killDelays.set(work.from + random.below(work.to - work.from), random.below(MAX_KILL_DELAY_MS));
  }
  const sent = new Map<string, SentOrder>();
  const inFlight = new Set<string>();
  const subscriptions = createSubscriptionPool(system);
  const recoveries: Submitted['recoveries'][number][] = [];
  let killing: Promise<void> = Promise.resolve();
  let next = work.from;
  let done = 0;

  const killAndRecover = async (): Promise<void> => {
    const interrupted = [...inFlight];
    const killedAt = performance.now();
    const readyMs = await system.kill();
    for (let ended = interrupted.length === 0; !ended; await wait(POLL_MS)) {
      for (const id of interrupted) ended ||= isAtRest((await readOrder(system, id)).status);
      if (performance.now() - killedAt > 60_000) break;
    }
    recoveries.push({ readyMs, endedMs: performance.now() - killedAt });
  };
  const slot = async (): Promise<void> => {
    for (let index = next++; index < work.to; index = next++) {
      const fault = randomFault(work.seed, index);
      if (fault !== undefined) await addFault(work.sandboxUrl, fault);
      const subscription = isFollowUp(work.seed, index) ? await subscriptions.take() : undefined;
      const { key, order } =
        subscription === undefined ? randomOrder(work.seed, index) : followUpOrder(work.seed, index, subscription);
      const killDelay = killDelays.get(index);
      if (killDelay !== undefined) killing = killing.then(() => wait(killDelay)).then(killAndRecover);
      const id = await submit(system, key, order);
      sent.set(id, { order, subscription });
      inFlight.add(id);
      subscriptions.offer(id, order);
      await waitForEnd(system, id, SLOT_TIMEOUT_MS);
      inFlight.delete(id);
      done += 1;
      if (done % ORDERS_PER_PROGRESS === 0) work.onProgress?.(done, recoveries.length);
    }
  };
  // A kill must have restarted the process before the caller stops it.
  await Promise.all(Array.from({ length: work.slots }, slot)).finally(() => killing);
  return { sent, recoveries, seconds: (performance.now() - started) / 1000 };
}

async function submit(system: CampaignSystem, key: string, order: unknown): Promise<string> {
  const { body, status } = await system.api('POST', '/orders', order, { 'idempotency-key': key });
  if (status !== 201 && status !== 202 && status !== 200) {
    throw new Error(`Order ${key} was not accepted: ${status} ${JSON.stringify(body)}`);
  }
  return (body as OrderView).id;
}

/** Waits until the order has ended, or the time is up. */
async function waitForEnd(system: CampaignSystem, id: string, milliseconds: number): Promise<void> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await wait(POLL_MS)) {
    if (isAtRest((await readOrder(system, id)).status)) return;
  }
}
