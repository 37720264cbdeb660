import type { WebhookConfig } from '../config/webhook-config.ts';

/** Returns the names of the webhooks that the tenant file enables. */
export function enabledWebhooks({ webhooks }: { readonly webhooks: readonly WebhookConfig[] }): readonly string[] {
  return webhooks.filter(({ enabled }) => enabled).map(({ name }) => name);
}
