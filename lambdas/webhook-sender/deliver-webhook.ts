import type { MetricKey } from '../../blueprint/metrics/metric-group.ts';
import type { WEBHOOK_SENDER_METRICS } from '../../blueprint/metrics/webhook-sender-metrics.ts';
import { WEBHOOK_SENDER_TIMEOUT_SECONDS } from '../../blueprint/webhook-blueprint.ts';
import type { TenantConfig } from '../../core/config/tenant-config.ts';
import type { WebhookConfig } from '../../core/config/webhook-config.ts';
import { orderEventsOf } from '../../core/events/order-events.ts';
import { attemptsInRound, type DeliveryRecord } from '../../core/webhooks/delivery-record.ts';
import {
  DeliveryGivenUp,
  DeliveryPostponed,
  nextAttemptSeconds,
  postponeSeconds,
} from '../../core/webhooks/delivery-schedule.ts';
import {
  admit,
  afterFailure,
  afterSuccess,
  disabledEndpoint,
  type EndpointState,
} from '../../core/webhooks/endpoint-state.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { PublishMetrics } from '../runtime/metrics.ts';
import type { DeliveryStore, DeliveryTurn } from '../webhook-store/delivery-store.ts';
import type { EndpointStore } from '../webhook-store/endpoint-store.ts';
import { type SendWebhookPorts, type SentWebhook, sendWebhook } from './send-webhook.ts';
import type { SenderAnswer, SenderEvent } from './sender-event.ts';

/** What delivering works with. */
export interface DeliverWebhookPorts extends SendWebhookPorts {
  readonly webhooks: TenantConfig['webhooks'];
  readonly orders: Pick<OrderStore, 'get'>;
  readonly deliveries: DeliveryStore;
  readonly endpoints: EndpointStore;
  /** From 0 to 1. */
  random(): number;
  /** Told of what operators should know: an endpoint that keeps failing, or that was disabled. */
  onEndpoint(webhook: string, message: string, state: EndpointState): void;
  /** Told of an endpoint's state that could not be written; the next request writes it. */
  onError(error: unknown): undefined;
  /** Counts what went wrong, by webhook; not called when the receiver takes an event. */
  readonly publishMetrics: PublishMetrics<MetricKey<typeof WEBHOOK_SENDER_METRICS>>;
}

const LEASE_MS = WEBHOOK_SENDER_TIMEOUT_SECONDS * 1000;

/** How long past its next try a delivery stays its owner's: an execution that is not back by then does not come back. */
const GRACE_MS = 60 * 60_000;

/**
 * Makes one try to deliver an event to a webhook, and writes down what became of it.
 *
 * One host at a time sends a delivery: it is claimed by one conditional write. A receiver can still get it twice, when a
 * host dies after sending; it knows the repeat by `webhook-id`.
 *
 * @throws DeliveryPostponed it is to be tried again after some seconds, or another host is sending it
 * @throws DeliveryGivenUp this was the last try, or the receiver wants no more
 */
export function createDeliverWebhook(ports: DeliverWebhookPorts): (event: SenderEvent) => Promise<SenderAnswer> {
  const { deliveries, endpoints, now, random } = ports;
  const later = (milliseconds: number): string => new Date(now().getTime() + milliseconds).toISOString();

  /** Why it is not this execution's turn. */
  const standing = (delivery: DeliveryRecord | undefined, { owner, round }: SenderEvent): SenderAnswer => {
    if (delivery === undefined || delivery.round > round) return { outcome: 'superseded' };
    if (delivery.status === 'delivered' || delivery.status === 'failed') return { outcome: delivery.status };
    if (delivery.owner !== owner) return { outcome: 'duplicate' };
    const leaseMs = Date.parse(delivery.ownedUntil) - now().getTime();
    throw new DeliveryPostponed(Math.max(1, Math.ceil(leaseMs / 1000)), 'Another host is sending this delivery.');
  };

  const putOff = async (turn: DeliveryTurn, event: SenderEvent, openSeconds: number): Promise<SenderAnswer> => {
    const earlier = (await deliveries.get(turn))?.putOff ?? 0;
    const seconds = postponeSeconds(openSeconds, earlier, random());
    const nextTryAt = later(seconds * 1000);
    const ownedUntil = later(seconds * 1000 + GRACE_MS);
    const waiting = await deliveries.pause({ ...turn, ownedUntil }, { status: 'waiting', nextTryAt });
    if (waiting === undefined) return standing(await deliveries.get(turn), event);
    throw new DeliveryPostponed(seconds, `The circuit breaker of webhook ${turn.webhook} is open.`);
  };

  /** @param isLost whether an operator has to hear of it; one who switched the webhook off has wanted it so */
  const notSent = async (
    turn: DeliveryTurn,
    event: SenderEvent,
    { reason, isLost }: { readonly reason: string; readonly isLost: boolean },
  ): Promise<SenderAnswer> => {
    const ended = await deliveries.pause(turn, { status: 'failed', reason });
    if (ended === undefined) return standing(await deliveries.get(turn), event);
    if (isLost) ports.publishMetrics({ givenUp: 1 }, { webhook: turn.webhook });
    return { outcome: 'not-sent' };
  };

  /** Notes at the endpoint how it did, and tells operators of what is new; true when that disabled it. */
  const noteHealth = async (webhook: string, { result, endpointAsked }: SentWebhook): Promise<boolean> => {
    if (!endpointAsked || result.verdict === 'abort') return false;
    let before: EndpointState = {};
    const change = (state: EndpointState): EndpointState => {
      before = state;
      if (result.verdict === 'delivered') return afterSuccess(state, now());
      const failed = afterFailure(state, now());
      return result.verdict === 'disable' ? disabledEndpoint(failed, 'gone', now()) : failed;
    };
    // What was sent must be written down whatever becomes of the counting.
    const after = await endpoints.change(webhook, change).catch((error: unknown) => ports.onError(error));
    if (after === undefined) return false;
    for (const message of newsOf(before, after)) ports.onEndpoint(webhook, message, after);
    return isNewlyDisabled(before, after);
  };

  const settle = async (claimed: DeliveryRecord, sent: SentWebhook, isDisabled: boolean): Promise<SenderAnswer> => {
    const { verdict, retryAfterSeconds } = sent.result;
    const attempt = { ...claimed.attempts.at(-1), ...sent.attempt } as DeliveryRecord['attempts'][number];
    const ending = { claimed, attempt, now: now().toISOString() };
    if (verdict === 'delivered') {
      await deliveries.finish({ ...ending, status: 'delivered', ownedUntil: ending.now });
      return { outcome: 'delivered' };
    }
    // An event that the receiver does not want is no failure of anybody.
    const failures = verdict === 'abort' ? 0 : 1;
    const counts = { triesFailed: failures, disabled: Number(isDisabled) };
    const what = attempt.error ?? `The receiver answered ${attempt.status}.`;
    const seconds =
      verdict === 'retry' ? nextAttemptSeconds(attemptsInRound(claimed), random(), retryAfterSeconds) : undefined;
    if (seconds !== undefined) {
      const nextTryAt = later(seconds * 1000);
      await deliveries.finish({
        ...ending,
        status: 'waiting',
        nextTryAt,
        ownedUntil: later(seconds * 1000 + GRACE_MS),
      });
      ports.publishMetrics(counts, { webhook: claimed.webhook });
      throw new DeliveryPostponed(seconds, what);
    }
    const reason = GIVEN_UP[verdict];
    await deliveries.finish({ ...ending, status: 'failed', ownedUntil: ending.now, reason });
    ports.publishMetrics({ ...counts, givenUp: failures }, { webhook: claimed.webhook });
    throw new DeliveryGivenUp(`${reason} ${what}`);
  };

  return async (event) => {
    const webhook = ports.webhooks.find(({ name }) => name === event.webhook);
    const [order, endpoint] = await Promise.all([ports.orders.get(event.orderId), endpoints.get(event.webhook)]);
    const orderEvent = order && orderEventsOf(order)[event.sequence - 1];
    if (order === undefined || orderEvent === undefined) return { outcome: 'dropped' };
    const turn: DeliveryTurn = {
      ...event,
      eventType: orderEvent.type,
      orderType: order.orderType,
      now: now().toISOString(),
      ownedUntil: later(LEASE_MS),
    };
    if (!isSent(webhook))
      return (await deliveries.get(event)) === undefined
        ? { outcome: 'dropped' }
        : notSent(turn, event, { reason: NOT_IN_FILE, isLost: false });
    const admission = admit(endpoint, now(), LEASE_MS);
    if (admission.kind === 'disabled') {
      const reason = `The webhook is disabled (${admission.reason}).`;
      return notSent(turn, event, { reason, isLost: admission.reason !== 'operator' });
    }
    if (admission.kind === 'postpone') return putOff(turn, event, admission.seconds);
    if (admission.kind === 'probe' && !(await endpoints.replace(event.webhook, endpoint, admission.next)))
      return putOff(turn, event, LEASE_MS / 1000);
    const claimed = await deliveries.claim(turn);
    if (claimed === undefined) return standing(await deliveries.get(turn), event);
    const sent = await sendWebhook(webhook, order, orderEvent, ports);
    const isDisabled = await noteHealth(event.webhook, sent);
    return settle(claimed, sent, isDisabled);
  };
}

const NOT_IN_FILE = 'The tenant file has no such webhook any more, or has switched it off.';

const GIVEN_UP = {
  retry: 'Every try failed.',
  abort: 'The receiver does not want this event.',
  disable: 'The receiver wants no more events: the webhook is disabled.',
} as const;

function isSent(webhook: WebhookConfig | undefined): webhook is WebhookConfig {
  return webhook?.enabled === true;
}

function isNewlyDisabled(before: EndpointState, after: EndpointState): boolean {
  return before.disabled === undefined && after.disabled !== undefined;
}

function newsOf(before: EndpointState, after: EndpointState): readonly string[] {
  const warned = (after.warnings ?? []).slice(before.warnings?.length ?? 0);
  return [
    ...warned.map(({ percent }) => `Webhook keeps failing: ${percent} % of the time until it is disabled is over`),
    ...(isNewlyDisabled(before, after) ? ['Webhook disabled'] : []),
    ...(before.breaker === undefined && after.breaker !== undefined ? ['Webhook circuit breaker opened'] : []),
  ];
}
