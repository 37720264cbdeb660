import { setTimeout as wait } from 'node:timers/promises';
import { isAtRest } from '../../core/order/order-status.ts';
import type { OrderView } from '../../core/order/order-view.ts';
import type { CampaignSystem } from './campaign-system.ts';
import { createRandom } from './random.ts';
import { randomFault } from './random-faults.ts';
import { followUpOrder, isFollowUp } from './random-follow-up.ts';
import { randomOrder } from './random-order.ts';
import { readOrder } from './read-orders.ts';
import { createSubscriptionPool } from './subscription-pool.ts';

/** What to submit, and how hard to make it. */
export interface Submission {
  readonly seed: number;
  /** Numbers of the orders. */
  readonly from: number;
  readonly to: number;
  /** How often the process is killed in the meantime. */
  readonly kills: number;
  /** Orders that are under way at a time. */
  readonly slots: number;
  readonly sandboxUrl: string;
  /** Told after every hundred orders: how many have ended or are waited for no longer, and how often the process was killed. */
  onProgress?(orders: number, kills: number): void;
}

/** What came of submitting. */
export interface Submitted {
  readonly orderIds: readonly string[];
  /** Milliseconds from each kill until the process was ready, and until the first order that was under way had ended. */
  readonly recoveries: readonly { readonly readyMs: number; readonly endedMs: number }[];
  readonly seconds: number;
}

/** How long an order is waited for before the next one takes its place. */
const SLOT_MS = 5_000;
const POLL_MS = 500;
const ORDERS_PER_PROGRESS = 100;
/** A kill comes so long after an order was submitted. */
const LONGEST_FUSE_MS = 1_000;

/**
 * Submits orders, several at a time, tells the partners to misbehave beside them, and kills the process at moments that
 * the seed gives. Every order is accepted in the end; not all have ended when this does.
 */
export async function submitOrders(system: CampaignSystem, work: Submission): Promise<Submitted> {
  const started = performance.now();
  const random = createRandom(`kills ${work.seed} ${work.from}`);
  const fuses = new Map<number, number>();
  while (fuses.size < Math.min(work.kills, work.to - work.from)) {
    fuses.set(work.from + random.below(work.to - work.from), random.below(LONGEST_FUSE_MS));
  }
  const orderIds: string[] = [];
  const underWay = new Set<string>();
  const subscriptions = createSubscriptionPool(system);
  const recoveries: Submitted['recoveries'][number][] = [];
  let killing: Promise<void> = Promise.resolve();
  let next = work.from;
  let passed = 0;

  const recover = async (): Promise<void> => {
    const interrupted = [...underWay];
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
      await misbehave(work, index);
      const subscription = isFollowUp(work.seed, index) ? await subscriptions.take() : undefined;
      const { key, order } =
        subscription === undefined ? randomOrder(work.seed, index) : followUpOrder(work.seed, index, subscription);
      const fuse = fuses.get(index);
      if (fuse !== undefined) killing = killing.then(() => wait(fuse)).then(recover);
      const id = await submit(system, key, order);
      orderIds.push(id);
      underWay.add(id);
      subscriptions.offer(id, order);
      await settled(system, id, SLOT_MS);
      underWay.delete(id);
      passed += 1;
      if (passed % ORDERS_PER_PROGRESS === 0) work.onProgress?.(passed, recoveries.length);
    }
  };
  // Whoever stops the process must find it started again.
  await Promise.all(Array.from({ length: work.slots }, slot)).finally(() => killing);
  return { orderIds, recoveries, seconds: (performance.now() - started) / 1000 };
}

async function submit(system: CampaignSystem, key: string, order: unknown): Promise<string> {
  const { body, status } = await system.api('POST', '/orders', order, { 'idempotency-key': key });
  if (status !== 201 && status !== 202 && status !== 200) {
    throw new Error(`Expected order ${key} to be accepted, found ${status}: ${JSON.stringify(body)}`);
  }
  return (body as OrderView).id;
}

/** Waits until the order has ended, but not for longer than that. */
async function settled(system: CampaignSystem, id: string, milliseconds: number): Promise<void> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await wait(POLL_MS)) {
    if (isAtRest((await readOrder(system, id)).status)) return;
  }
}

async function misbehave({ sandboxUrl, seed }: Submission, index: number): Promise<void> {
  const fault = randomFault(seed, index);
  if (fault === undefined) return;
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(`${sandboxUrl}/__faults`, { method: 'POST', headers, body: JSON.stringify(fault) });
  if (!reply.ok) throw new Error(`Expected the sandbox to take the fault, found: ${await reply.text()}`);
}
