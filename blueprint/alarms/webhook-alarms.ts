import type { AlarmSpec } from './alarm-spec.ts';

/**
 * How long a delivery may wait. An hour includes at least four attempts, and outlasts problems that resolve themselves,
 * such as a deployment of the receiver.
 */
const DELIVERY_LATE_SECONDS = 3600;

/** Returns the alarms on a webhook. Each webhook has its own, so that one that is broken for days hides no other and the mail names it. */
export function webhookAlarms(name: string): readonly AlarmSpec[] {
  const subject = { kind: 'webhook', name } as const;
  return [
    {
      id: 'WebhookGivenUp',
      subject,
      description:
        `Webhook ${name} did not receive an event: every attempt failed, or the webhook is disabled. ` +
        'See GET /webhooks and its failed deliveries for the reason. Fix it, enable the webhook if it is disabled, then recover it.',
      metric: { of: 'webhook', name, measure: 'givenUp' },
      threshold: 1,
    },
    {
      id: 'WebhookFailing',
      subject,
      description:
        `Webhook ${name} has not accepted an event for an hour. ` +
        'See its waiting deliveries for the reason and fix it. They are retried.',
      metric: { of: 'webhook', name, measure: 'oldestDelivery' },
      threshold: DELIVERY_LATE_SECONDS,
      // A recovery sends old events again: if the receiver accepts them, they do not wait for three periods.
      periods: 3,
    },
  ];
}
