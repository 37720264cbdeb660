import { setTimeout as wait } from 'node:timers/promises';
import { isAtRest } from '../../core/order/order-status.ts';
import type { OrderView } from '../../core/order/order-view.ts';
import type { CampaignSystem } from './campaign-system.ts';
import { readOrders } from './read-orders.ts';
import { runningExecutions } from './running-executions.ts';

/** Step states in which a function holds the step, or did until it was killed; its claim is leased by the real time. */
const HELD: readonly string[] = ['running', 'probing', 'undoing'];

const MINUTE_MS = 60_000;
const DAY = 24 * 60 + 5;
/**
 * How far the calendar is moved when everything left only waits, in minutes. In the end it has passed every schedule:
 * probes go on for five days, healing for four hours.
 */
const SKIPS_MINUTES = [6, 65, 13 * 60, DAY, DAY, DAY, DAY, DAY, DAY, DAY];

const POLL_MS = 500;
/** What is left only waits when nothing has moved for so long. */
const QUIET_MS = 2_000;
/** Longer than a claim of the campaign's steps, and what is tried until it ends. */
const QUIET_WITH_CLAIM_MS = 20_000;
/** Longer than the sweeper takes to find an order that nobody works on. */
const SWEPT_MS = 180_000;

/**
 * Waits until every order has ended and no execution runs any more, or all schedules are over. The partners behave from
 * now on; what waits for minutes or days is skipped.
 *
 * @returns how often the calendar was moved
 */
export async function awaitQuiet(
  system: CampaignSystem,
  sandboxUrl: string,
  orderIds: readonly string[],
): Promise<number> {
  await fetch(`${sandboxUrl}/__faults`, { method: 'DELETE' });
  for (let skips = 0; ; skips += 1) {
    const isOver = await untilOnlyWaiting(system, orderIds);
    const minutes = SKIPS_MINUTES[skips];
    if (isOver || minutes === undefined) return skips;
    await system.skip(minutes * MINUTE_MS);
  }
}

/** Whether nothing is left at all. */
async function untilOnlyWaiting(system: CampaignSystem, orderIds: readonly string[]): Promise<boolean> {
  let before = '';
  let since = performance.now();
  for (let open = orderIds; ; await wait(POLL_MS)) {
    const running = await runningExecutions(system.awsUrl());
    const orders = await readOrders(system, open);
    open = orders
      .filter(({ id, status }) => !isAtRest(status) || running.some((name) => name.startsWith(id)))
      .map(({ id }) => id);
    if (open.length === 0 && running.length === 0) return true;
    const left = orders.filter(({ id }) => open.includes(id));
    const now = JSON.stringify([running, left]);
    if (now !== before) since = performance.now();
    before = now;
    if (performance.now() - since >= patience(left, running)) return false;
  }
}

function patience(left: readonly OrderView[], running: readonly string[]): number {
  if (left.some(({ id }) => !running.some((name) => name.startsWith(id)))) return SWEPT_MS;
  const isHeld = left.some(({ steps }) => steps.some(({ status }) => HELD.includes(status)));
  return isHeld ? QUIET_WITH_CLAIM_MS : QUIET_MS;
}
