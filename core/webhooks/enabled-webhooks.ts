import type { TenantConfig } from '../config/tenant-config.ts';

/** Names of the webhooks that the tenant file switches on. */
export function enabledWebhooks({ webhooks }: Pick<TenantConfig, 'webhooks'>): readonly string[] {
  return webhooks.filter(({ enabled }) => enabled).map(({ name }) => name);
}
