import type { WebhookConfig } from '../../../core/config/webhook-config.ts';
import type { EndpointState } from '../../../core/webhooks/endpoint-state.ts';

/** A webhook of the tenant file with what is known of its endpoint. */
export interface WebhookView extends Omit<WebhookConfig, 'orderTypes'> {
  /** Types of orders whose events are sent; null for all. */
  readonly orderTypes: readonly string[] | null;
  readonly endpoint: {
    /** `off`: the tenant file says so. `disabled`: see `disabled`. `resting`: its circuit breaker is open. */
    readonly state: 'off' | 'enabled' | 'disabled' | 'resting';
    readonly disabled: EndpointState['disabled'] | null;
    readonly failingSince: string | null;
    readonly warnings: NonNullable<EndpointState['warnings']>;
    /** Until when the circuit breaker is open. */
    readonly openUntil: string | null;
    /** The success that ended the latest failures. */
    readonly recoveredAt: string | null;
    readonly lastFailureAt: string | null;
  };
}

/** What the API shows of a webhook; secrets are references, never values. */
export function webhookView(webhook: WebhookConfig, state: EndpointState): WebhookView {
  return {
    ...webhook,
    orderTypes: webhook.orderTypes ?? null,
    endpoint: {
      state: stateOf(webhook, state),
      disabled: state.disabled ?? null,
      failingSince: state.failingSince ?? null,
      warnings: state.warnings ?? [],
      openUntil: state.breaker?.openUntil ?? null,
      recoveredAt: state.recoveredAt ?? null,
      lastFailureAt: state.lastFailureAt ?? null,
    },
  };
}

function stateOf({ enabled }: WebhookConfig, { disabled, breaker }: EndpointState): WebhookView['endpoint']['state'] {
  if (!enabled) return 'off';
  if (disabled !== undefined) return 'disabled';
  return breaker === undefined ? 'enabled' : 'resting';
}
