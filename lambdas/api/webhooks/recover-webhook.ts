import { schemaProblems } from '../../../core/input-problems.ts';
import type { DeliveryIndex, DeliveryPosition } from '../../webhook-store/delivery-index.ts';
import { type RedeliverPorts, redeliver } from '../../webhook-store/redeliver.ts';
import { invalidRequest } from '../api-problem.ts';
import type { ApiAnswer, ApiRequest } from '../api-request.ts';
import { readJsonBody } from '../read-body.ts';
import { recoverRequestSchema } from './recover-request.ts';

/** What recovering works with. */
export interface RecoverPorts extends RedeliverPorts {
  readonly index: DeliveryIndex;
  /** How many deliveries one call begins again; the caller goes on from `next`. @default 200 */
  readonly maxDeliveries?: number;
}

const MAX_DELIVERIES = 200;

const AT_ONCE = 10;

/**
 * Answers `POST /webhooks/{name}/recover`: begins everything again that the webhook did not get, oldest first.
 *
 * What is begun and was not tried yet is only started once more, so that the call can be repeated; where the execution
 * of that round is over, another round is begun.
 */
export async function recoverWebhook(webhook: string, request: ApiRequest, ports: RecoverPorts): Promise<ApiAnswer> {
  const parsed = recoverRequestSchema.safeParse(readJsonBody(request, 'the instant to recover from'));
  if (!parsed.success) throw invalidRequest(schemaProblems(parsed.error));
  const { maxDeliveries = MAX_DELIVERIES } = ports;
  const since = new Date(parsed.data.since).toISOString();
  const filter = { webhooks: [webhook], statuses: ['failed', 'waiting'] as const, since, first: 'oldest' as const };
  const positions: DeliveryPosition[] = [];
  let next: string | null = null;
  for await (const position of ports.index.positions(filter)) {
    if (positions.length >= maxDeliveries && position.createdAt !== positions.at(-1)?.createdAt) {
      next = position.createdAt;
      break;
    }
    positions.push(position);
  }
  let redelivered = 0;
  for (let from = 0; from < positions.length; from += AT_ONCE) {
    const deliveries = await ports.index.read(positions.slice(from, from + AT_ONCE));
    const begun = await Promise.all(
      deliveries
        .filter(({ status }) => status !== 'delivered')
        .map(async (delivery) => ((await redeliver(delivery, ports))?.round ?? delivery.round) > delivery.round),
    );
    redelivered += begun.filter(Boolean).length;
  }
  return { status: 202, body: { redelivered, next } };
}
