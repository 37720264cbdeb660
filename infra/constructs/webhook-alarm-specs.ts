import { distinctId } from '../distinct-id.ts';
import type { AlarmSpec } from './alarm-spec.ts';
import type { WebhookMetrics } from './published-metrics.ts';

/**
 * Seconds that an event may wait for its receiver: after an hour it was tried four times at least, and what passes by
 * itself, such as a deployment of the receiver, has passed.
 */
const LATE_SECONDS = 3600;

/**
 * What a person has to know of each webhook at once. Each has alarms of its own, so that one that is broken for days
 * hides no other, and the mail names it.
 */
export function webhookAlarmSpecs(webhooks: ReadonlyMap<string, WebhookMetrics>): readonly AlarmSpec[] {
  return [...webhooks].flatMap(([name, { givenUp, oldestDelivery }]) => [
    {
      id: `WebhookGivenUp${distinctId(name)}`,
      description:
        `Webhook ${name} did not get an event: every try failed, or the webhook is disabled. ` +
        'GET /webhooks and its failed deliveries say why. Repair that, enable the webhook if it is disabled, then recover it.',
      metric: givenUp,
      threshold: 1,
    },
    {
      id: `WebhookFailing${distinctId(name)}`,
      description:
        `Webhook ${name} has not taken an event for an hour. ` +
        'Its waiting deliveries say what it answers, or what keeps them from being sent. Repair that: they are tried again.',
      metric: oldestDelivery,
      threshold: LATE_SECONDS,
      // A recovery sends old events again: what is taken by and by does not stay for so long.
      periods: 3,
    },
  ]);
}
