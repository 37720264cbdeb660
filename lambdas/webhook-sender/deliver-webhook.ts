import { WEBHOOK_SENDER_TIMEOUT_SECONDS } from '../../blueprint/functions/service-functions.ts';
import type { MetricKey, WEBHOOK_SENDER_METRICS } from '../../blueprint/metrics.ts';
import type { TenantConfig } from '../../core/config/tenant-config.ts';
import { orderEventsOf } from '../../core/events/order-events.ts';
import { attemptsInRound, type DeliveryRecord } from '../../core/webhooks/delivery-record.ts';
import {
  DeliveryGivenUp,
  DeliveryPostponed,
  nextAttemptSeconds,
  postponeSeconds,
} from '../../core/webhooks/delivery-schedule.ts';
import { admit, type DisabledReason } from '../../core/webhooks/endpoint-state.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { PublishMetrics } from '../runtime/metrics.ts';
import type { DeliveryStore, DeliveryTurn } from '../webhook-store/delivery-store.ts';
import { type EndpointHealthPorts, recordEndpointHealth } from './endpoint-health.ts';
import { type SendWebhookPorts, type SentWebhook, sendWebhook } from './send-webhook.ts';
import type { SenderEvent, SenderResult } from './sender-event.ts';

/** Dependencies of delivering a webhook. */
export interface DeliverWebhookPorts extends SendWebhookPorts, EndpointHealthPorts {
  readonly webhooks: TenantConfig['webhooks'];
  readonly orders: Pick<OrderStore, 'get'>;
  readonly deliveries: DeliveryStore;
  /** From 0 to 1. */
  random(): number;
  /** Counts failures by webhook; not called if the receiver accepts the event. */
  readonly publishMetrics: PublishMetrics<MetricKey<typeof WEBHOOK_SENDER_METRICS>>;
  now(): Date;
}

const LEASE_MS = WEBHOOK_SENDER_TIMEOUT_SECONDS * 1000;

/**
 * How long after its next attempt is due a delivery keeps its owner. An execution that has not returned by then is
 * gone.
 */
const GRACE_MS = 60 * 60_000;

const NOT_IN_FILE = 'The webhook was removed from, or disabled in, the tenant file.';

const GIVEN_UP = {
  retry: 'Every attempt failed.',
  abort: 'The receiver does not want this event.',
  disable: 'The receiver wants no more events: the webhook is disabled.',
} as const;

/**
 * Creates the function that makes one attempt to deliver an event to a webhook and records the result.
 *
 * A delivery is claimed by one conditional write, so that only one host sends it at a time. A receiver can still get it
 * twice if a host dies after sending; it recognises the repeat by its `webhook-id`.
 *
 * @throws DeliveryPostponed the next attempt is due later, or another host is sending the delivery
 * @throws DeliveryGivenUp this was the last attempt, or the receiver rejected the event for good
 */
export function createDeliverWebhook(ports: DeliverWebhookPorts): (event: SenderEvent) => Promise<SenderResult> {
  const { deliveries, endpoints, now } = ports;
  return async (event) => {
    const [order, endpoint] = await Promise.all([ports.orders.get(event.orderId), endpoints.get(event.webhook)]);
    const orderEvent = order && orderEventsOf(order)[event.sequence - 1];
    if (order === undefined || orderEvent === undefined) return { outcome: 'dropped' };
    const turn: DeliveryTurn = {
      ...event,
      eventType: orderEvent.type,
      orderType: order.orderType,
      now: now().toISOString(),
      ownedUntil: after(LEASE_MS, now()),
    };
    const webhook = ports.webhooks.find(({ name }) => name === event.webhook);
    if (webhook?.enabled !== true) return endRemoved(turn, deliveries);

    const admission = admit(endpoint, now(), LEASE_MS);
    if (admission.kind === 'disabled') return endDisabled(turn, admission.reason, ports);
    if (admission.kind === 'postpone') return postpone(turn, admission.seconds, ports);
    // If several hosts want to probe the endpoint, only the first one to write its state may send.
    if (admission.kind === 'probe' && !(await endpoints.replace(event.webhook, endpoint, admission.next)))
      return postpone(turn, LEASE_MS / 1000, ports);

    const claimed = await deliveries.claim(turn);
    if (claimed === undefined) return notMyTurn(turn, deliveries);
    const sent = await sendWebhook(webhook, order, orderEvent, ports);
    const isDisabled = await recordEndpointHealth(event.webhook, sent, ports);
    return finishAttempt(claimed, sent, isDisabled, ports);
  };
}

/**
 * Returns why it is not this execution's turn.
 *
 * @throws DeliveryPostponed another host is sending the delivery for this execution
 */
async function notMyTurn(turn: DeliveryTurn, deliveries: DeliverWebhookPorts['deliveries']): Promise<SenderResult> {
  const delivery = await deliveries.get(turn);
  if (delivery === undefined || delivery.round > turn.round) return { outcome: 'superseded' };
  if (delivery.status === 'delivered' || delivery.status === 'failed') return { outcome: delivery.status };
  if (delivery.owner !== turn.owner) return { outcome: 'duplicate' };
  const leaseMs = Date.parse(delivery.ownedUntil) - Date.parse(turn.now);
  throw new DeliveryPostponed(Math.max(1, Math.ceil(leaseMs / 1000)), 'Another host is sending this delivery.');
}

/** Ends a delivery whose webhook was removed or disabled in the tenant file. Drops it if it was never attempted. */
async function endRemoved(turn: DeliveryTurn, deliveries: DeliverWebhookPorts['deliveries']): Promise<SenderResult> {
  if ((await deliveries.get(turn)) === undefined) return { outcome: 'dropped' };
  const ended = await deliveries.pause(turn, { status: 'failed', reason: NOT_IN_FILE });
  return ended === undefined ? notMyTurn(turn, deliveries) : { outcome: 'not-sent' };
}

/**
 * Ends a delivery whose webhook is disabled. The delivery counts as given up unless an operator disabled the webhook.
 */
async function endDisabled(
  turn: DeliveryTurn,
  reason: DisabledReason,
  { deliveries, publishMetrics }: DeliverWebhookPorts,
): Promise<SenderResult> {
  const ended = await deliveries.pause(turn, { status: 'failed', reason: `The webhook is disabled (${reason}).` });
  if (ended === undefined) return notMyTurn(turn, deliveries);
  if (reason !== 'operator') publishMetrics({ givenUp: 1 }, { webhook: turn.webhook });
  return { outcome: 'not-sent' };
}

/** Postpones a delivery while the endpoint's circuit breaker is open. @throws DeliveryPostponed */
async function postpone(
  turn: DeliveryTurn,
  openSeconds: number,
  { deliveries, random, now }: DeliverWebhookPorts,
): Promise<SenderResult> {
  const postponements = (await deliveries.get(turn))?.putOff ?? 0;
  const seconds = postponeSeconds(openSeconds, postponements, random());
  const ownedUntil = after(seconds * 1000 + GRACE_MS, now());
  const nextTryAt = after(seconds * 1000, now());
  const waiting = await deliveries.pause({ ...turn, ownedUntil }, { status: 'waiting', nextTryAt });
  if (waiting === undefined) return notMyTurn(turn, deliveries);
  throw new DeliveryPostponed(seconds, `The circuit breaker of webhook ${turn.webhook} is open.`);
}

/**
 * Records the result of an attempt.
 *
 * @param isDisabled whether the attempt disabled the endpoint
 * @throws DeliveryPostponed, DeliveryGivenUp
 */
async function finishAttempt(
  claimed: DeliveryRecord,
  sent: SentWebhook,
  isDisabled: boolean,
  { deliveries, publishMetrics, random, now }: DeliverWebhookPorts,
): Promise<SenderResult> {
  const { verdict, retryAfterSeconds } = sent.result;
  const { webhook } = claimed;
  const attempt = { ...claimed.attempts.at(-1), ...sent.attempt } as DeliveryRecord['attempts'][number];
  const at = now();
  const ending = { claimed, attempt, now: at.toISOString(), ownedUntil: at.toISOString() };
  if (verdict === 'delivered') {
    await deliveries.finish({ ...ending, status: 'delivered' });
    return { outcome: 'delivered' };
  }
  // A receiver that does not want an event has not failed.
  const failures = verdict === 'abort' ? 0 : 1;
  const counts = { triesFailed: failures, disabled: Number(isDisabled) };
  const cause = attempt.error ?? `The receiver answered ${attempt.status}.`;
  const seconds =
    verdict === 'retry' ? nextAttemptSeconds(attemptsInRound(claimed), random(), retryAfterSeconds) : undefined;
  if (seconds === undefined) {
    const reason = GIVEN_UP[verdict];
    await deliveries.finish({ ...ending, status: 'failed', reason });
    publishMetrics({ ...counts, givenUp: failures }, { webhook });
    throw new DeliveryGivenUp(`${reason} ${cause}`);
  }
  const ownedUntil = after(seconds * 1000 + GRACE_MS, at);
  await deliveries.finish({ ...ending, status: 'waiting', ownedUntil, nextTryAt: after(seconds * 1000, at) });
  publishMetrics(counts, { webhook });
  throw new DeliveryPostponed(seconds, cause);
}

function after(milliseconds: number, start: Date): string {
  return new Date(start.getTime() + milliseconds).toISOString();
}
