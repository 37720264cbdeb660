import type { MetricGroup } from '../metrics.ts';
import { WEBHOOK_SENDER_FUNCTION } from '../rules.ts';

/** What the sender publishes of each webhook, when something went wrong. */
export const WEBHOOK_SENDER_METRICS = {
  service: WEBHOOK_SENDER_FUNCTION,
  metrics: {
    /** Tries that failed, whether or not a later one is taken. */
    triesFailed: { name: 'WebhookTriesFailed', unit: 'Count' },
    /** Events that the receiver will not get unless somebody sends them again. */
    givenUp: { name: 'WebhookDeliveriesGivenUp', unit: 'Count' },
    /** Times that the webhook was disabled by its receiver, or for failing too long. */
    disabled: { name: 'WebhookDisabled', unit: 'Count' },
  },
} as const satisfies MetricGroup<string>;
