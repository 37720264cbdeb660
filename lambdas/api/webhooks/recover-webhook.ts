import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import type { DeliveryIndex, DeliveryPosition } from '../../webhook-store/delivery-index.ts';
import { type RedeliverPorts, redeliver } from '../../webhook-store/redeliver.ts';

/** Dependencies of recovering a webhook. */
export interface RecoverPorts extends RedeliverPorts {
  readonly index: DeliveryIndex;
  /** About how many deliveries a request restarts; the caller continues from `next`. @default 200 */
  readonly maxDeliveries?: number;
  /** The most deliveries of a status that a dry run counts. @default 5,000 */
  readonly maxCounted?: number;
}

const DEFAULT_MAX_DELIVERIES = 200;

const CONCURRENCY = 10;

/**
 * Restarts every delivery that a webhook missed, oldest first.
 *
 * Safe to repeat: a delivery that was restarted but not yet attempted stays in the same round, unless the execution of
 * that round has ended; then another round starts.
 *
 * @param since ISO 8601, with any offset
 */
export async function recoverWebhook(
  webhook: string,
  since: string,
  ports: RecoverPorts,
): Promise<ResponseBody<'Recovery'>> {
  const { positions, next } = await missedDeliveries(webhook, new Date(since).toISOString(), ports);
  let redelivered = 0;
  for (let from = 0; from < positions.length; from += CONCURRENCY) {
    const deliveries = await ports.index.read(positions.slice(from, from + CONCURRENCY));
    const restarted = await Promise.all(
      deliveries
        .filter(({ status }) => status !== 'delivered')
        .map(async (delivery) => ((await redeliver(delivery, ports))?.round ?? delivery.round) > delivery.round),
    );
    redelivered += restarted.filter(Boolean).length;
  }
  return { redelivered, next };
}

/** The most deliveries that a dry run counts. It reads keys of an index only. */
const MAX_COUNTED = 5_000;

/** Returns which deliveries a recovery would restart, all its requests together. @param since ISO 8601, with any offset */
export async function recoveryDryRun(
  webhook: string,
  since: string,
  { index, maxCounted = MAX_COUNTED }: Pick<RecoverPorts, 'index' | 'maxCounted'>,
): Promise<ResponseBody<'RecoveryDryRun'>> {
  const from = new Date(since).toISOString();
  const created = async (status: 'failed' | 'waiting') => {
    const found: string[] = [];
    for await (const { createdAt } of index.positions({
      webhooks: [webhook],
      statuses: [status],
      since: from,
      first: 'oldest',
    })) {
      if (found.length === maxCounted) return { found, hasMore: true };
      found.push(createdAt);
    }
    return { found, hasMore: false };
  };
  const [failed, waiting] = await Promise.all([created('failed'), created('waiting')]);
  const all = [...failed.found, ...waiting.found].toSorted();
  return {
    dry_run: true,
    webhook,
    failed: failed.found.length,
    waiting: waiting.found.length,
    oldest: all[0] ?? null,
    newest: all.at(-1) ?? null,
    complete: !failed.hasMore && !waiting.hasMore,
  };
}

/** Deliveries with the same creation time are never split between two requests: `next` names a time, not a delivery. */
async function missedDeliveries(
  webhook: string,
  since: string,
  { index, maxDeliveries = DEFAULT_MAX_DELIVERIES }: RecoverPorts,
): Promise<{ readonly positions: readonly DeliveryPosition[]; readonly next: string | null }> {
  const filter = { webhooks: [webhook], statuses: ['failed', 'waiting'] as const, since, first: 'oldest' as const };
  const positions: DeliveryPosition[] = [];
  for await (const position of index.positions(filter)) {
    if (positions.length >= maxDeliveries && position.createdAt !== positions.at(-1)?.createdAt)
      return { positions, next: position.createdAt };
    positions.push(position);
  }
  return { positions, next: null };
}
