import type { MetricKey, SWEEPER_METRICS, WEBHOOK_BACKLOG_METRICS } from '../../blueprint/metrics.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { UnfinishedOrders } from '../order-store/unfinished-orders.ts';
import type { PublishMetrics } from '../runtime/metrics.ts';
import type { DeliveryIndex } from '../webhook-store/delivery-index.ts';

/** Dependencies of measuring ages. */
export interface MeasureAgesPorts {
  readonly unfinished: Pick<UnfinishedOrders, 'firstUnderWay' | 'queued'>;
  readonly orders: Pick<OrderStore, 'get'>;
  readonly deliveries: Pick<DeliveryIndex, 'positions'>;
  /** Names of the webhooks to measure. */
  readonly webhooks: readonly string[];
  readonly publishOrders: PublishMetrics<MetricKey<typeof SWEEPER_METRICS>>;
  readonly publishWebhook: PublishMetrics<MetricKey<typeof WEBHOOK_BACKLOG_METRICS>>;
  /** Called if an age could not be read. The next sweep tries again. */
  onError(message: string, error: unknown): void;
  now(): Date;
}

/**
 * How many orders are read at most to find the oldest run. More than one is read only while resumed orders are running.
 */
const MAX_CANDIDATES = 25;

/**
 * Creates the function that publishes the age of the oldest run, and of each webhook's oldest waiting delivery. It
 * never throws: an age that cannot be read is skipped, so that the others are published and the sweep continues.
 */
export function createMeasureAges(ports: MeasureAgesPorts): () => Promise<void> {
  const measure = (subject: string, publish: () => Promise<void>): Promise<void> =>
    publish().catch((error: unknown) => ports.onError(`Could not read the age of the oldest ${subject}`, error));

  return async () => {
    await Promise.all([
      measure('run', async () => {
        const { seconds, orderId } = await oldestRun(ports);
        ports.publishOrders({ oldestOrder: seconds }, { orderId });
      }),
      measure('queued order', async () => {
        const [oldest] = await ports.unfinished.queued();
        ports.publishOrders({ oldestQueued: ageOf(oldest?.createdAt, ports.now()) }, { orderId: oldest?.id });
      }),
      ...ports.webhooks.map((webhook) =>
        measure(`delivery of webhook ${webhook}`, async () => {
          const oldestDelivery = await oldestDeliveryAge(webhook, ports);
          if (oldestDelivery !== undefined) ports.publishWebhook({ oldestDelivery }, { webhook });
        }),
      ),
    ]);
  };
}

function ageOf(since: string | undefined, now: Date): number {
  return since === undefined ? 0 : Math.max(0, (now.getTime() - Date.parse(since)) / 1000);
}

/**
 * Finds the oldest run of an order that is `submitted` or `processing`. A held order waits for a person, who has been
 * notified.
 *
 * A run's age counts from its own start: the run of a month-old order that was resumed a minute ago is a minute old.
 * Orders are read from the oldest, until no later one can have an older run, but at most 25: if more than 25 old orders
 * were resumed, only the runs of the oldest 25 are compared.
 *
 * @returns seconds since the start of the run, and its order; 0 and undefined if there is none
 */
async function oldestRun({
  unfinished,
  orders,
  now,
}: MeasureAgesPorts): Promise<{ readonly seconds: number; readonly orderId: string | undefined }> {
  const at = now();
  let since = at.toISOString();
  let orderId: string | undefined;
  for (const { id, createdAt } of await unfinished.firstUnderWay(MAX_CANDIDATES)) {
    if (createdAt >= since) break;
    const order = await orders.get(id);
    // The index is eventually consistent, so the order may have ended.
    if (order === undefined || isAtRest(order.status)) continue;
    const startedAt = order.runs.at(-1)?.startedAt;
    if (startedAt === undefined || startedAt >= since) continue;
    since = startedAt;
    orderId = id;
  }
  return { seconds: (at.getTime() - Date.parse(since)) / 1000, orderId };
}

/**
 * Returns the seconds since the first attempt of a webhook's oldest waiting delivery; undefined if none is waiting,
 * which is normal for a healthy webhook.
 *
 * Everything that keeps an event from its receiver raises this age: a receiver that is down, an open circuit breaker, a
 * missing secret, a stopped execution.
 */
async function oldestDeliveryAge(webhook: string, { deliveries, now }: MeasureAgesPorts): Promise<number | undefined> {
  const waiting = deliveries.positions({ webhooks: [webhook], statuses: ['waiting'], first: 'oldest' });
  const oldest = await waiting.next();
  return oldest.done === true ? undefined : Math.max(0, (now().getTime() - Date.parse(oldest.value.createdAt)) / 1000);
}
