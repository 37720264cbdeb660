import { DEFAULT_DAYS_BACK } from '../../../blueprint/routes/read-orders.ts';
import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import type { Rollout, RolloutEvent } from '../../../core/editions/rollout.ts';
import type { OrderSummaryRecord } from '../../../core/order/order-record.ts';
import type { OrderStatus } from '../../../core/order/order-status.ts';
import type { EditionStore } from '../../editions/edition-store.ts';
import type { OrderIndex } from '../../order-store/order-index.ts';

type Report = ResponseBody<'EditionReport'>;
type Runs = Report['runs'][number];

/** Most orders to look at. They are read whole, so 1,000 take a second or so, and cost less than $0.001. */
const MAX_ORDERS = 1_000;

/** Orders to read at a time. */
const PAGE = 100;

const DAY_MS = 86_400_000;

/** Dependencies of the report. */
export interface ReportEditionsPorts {
  readonly editions: Pick<EditionStore, 'rollout'>;
  readonly index: OrderIndex;
  now(): Date;
}

/**
 * Returns which editions there are, and how the runs of each ended since the newest one was offered: as many orders had the same day, the same
 * partners and the same channels, so the editions can be compared.
 *
 * @throws OrdersUnread the table is throttled
 */
export async function reportEditions({ editions, index, now }: ReportEditionsPorts): Promise<Report> {
  const rollout = await editions.rollout();
  if (rollout === undefined)
    return { current: null, candidate: null, events: [], since: null, runs: [], orders: 0, complete: true };
  const at = now();
  const since = sinceOf(rollout, at);
  const { orders, isComplete } = await newestOrders(index, since, at.toISOString());
  const runs = orders.flatMap((order) => runsSince(order, since));
  return {
    current: rollout.current,
    candidate: rollout.candidate ?? null,
    events: rollout.events.toReversed().map(({ reason, ...event }) => ({ ...event, reason: reason ?? null })),
    since,
    runs: [...Map.groupBy(runs, ({ edition }) => edition)].map(([edition, ofEdition]) => countOf(edition, ofEdition)),
    orders: orders.length,
    complete: isComplete,
  };
}

/** Returns when the newest edition was offered, unless that is too long ago. */
function sinceOf({ events }: Rollout, now: Date): string {
  const earliest = new Date(now.getTime() - DEFAULT_DAYS_BACK * DAY_MS).toISOString();
  const offered =
    events.findLast(({ type }: RolloutEvent) => type === 'offered' || type === 'deployed')?.at ?? earliest;
  return offered > earliest ? offered : earliest;
}

async function newestOrders(
  index: OrderIndex,
  from: string,
  to: string,
): Promise<{ readonly orders: readonly OrderSummaryRecord[]; readonly isComplete: boolean }> {
  const orders: OrderSummaryRecord[] = [];
  let after: Parameters<OrderIndex['page']>[1];
  do {
    const page = await index.page({ from, to }, after, Math.min(PAGE, MAX_ORDERS - orders.length));
    orders.push(...page.orders);
    after = page.next;
  } while (after !== undefined && orders.length < MAX_ORDERS);
  return { orders, isComplete: after === undefined };
}

interface Run {
  readonly edition: string | null;
  readonly status: OrderStatus;
}

function runsSince({ runs, status }: OrderSummaryRecord, since: string): readonly Run[] {
  return runs
    .filter(({ startedAt }) => startedAt >= since)
    .map(({ edition, outcome }) => ({ edition: edition?.id ?? null, status: outcome ?? status }));
}

function countOf(edition: string | null, runs: readonly Run[]): Runs {
  const ended = (wanted: OrderStatus) => runs.filter(({ status }) => status === wanted).length;
  return {
    edition,
    count: runs.length,
    complete: ended('complete'),
    failed: ended('failed'),
    held: ended('held'),
    cancelled: ended('cancelled'),
    under_way: ended('submitted') + ended('processing'),
  };
}
