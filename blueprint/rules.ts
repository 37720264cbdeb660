import type { TenantConfig } from '../core/config/tenant-config.ts';
import type { WebhookConfig } from '../core/config/webhook-config.ts';
import { eventSourceOf } from '../core/events/order-events.ts';
import { WEBHOOK_DELIVERY } from '../core/sequence/service-machines.ts';
import type { FunctionSpec, RuleSpec, ServiceStateMachineSpec } from './blueprint.ts';

/** The id of the function that sends webhooks. */
export const WEBHOOK_SENDER_FUNCTION = 'webhook-sender';

/** Seconds that the sender has: reading and writing the table beside the request itself. */
export const WEBHOOK_SENDER_TIMEOUT_SECONDS = 30;

const WEBHOOKS_API_FUNCTION = 'webhooks-api';

/** The functions of a tenant's webhooks; the sender may read their secrets and no others. */
export function webhookFunctions({ tenant, webhooks }: TenantConfig): readonly FunctionSpec[] {
  const secrets = webhooks.flatMap(({ signingSecret, basicAuth }) => [signingSecret, basicAuth]);
  const environment = {
    TENANT: tenant,
    ORDERS_TABLE: { ref: 'table' },
    TENANT_CONFIG_FILE: { ref: 'configFile' },
  } as const;
  return [
    {
      id: WEBHOOK_SENDER_FUNCTION,
      entry: 'lambdas/webhook-sender/handler.ts',
      timeoutSeconds: WEBHOOK_SENDER_TIMEOUT_SECONDS,
      memoryMb: 512,
      environment: { ...environment, SECRETS_PREFIX: { ref: 'secretsPrefix' } },
      grants: [{ actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], on: 'table' }],
      secrets: [...new Set(secrets.filter((secret) => secret !== undefined))],
    },
    {
      id: WEBHOOKS_API_FUNCTION,
      entry: 'lambdas/api/webhooks/handler.ts',
      timeoutSeconds: 29,
      memoryMb: 512,
      environment: { ...environment, STATE_MACHINE_PREFIX: { ref: 'stateMachinePrefix' } },
      grants: [
        {
          actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem', 'dynamodb:Query'],
          on: 'table',
        },
        { actions: ['dynamodb:Query'], on: 'tableIndexes' },
        { actions: ['states:StartExecution'], on: 'stateMachine', stateMachine: WEBHOOK_DELIVERY },
      ],
      secrets: [],
    },
  ];
}

/** The state machine that delivers. */
export const WEBHOOK_STATE_MACHINE: ServiceStateMachineSpec = {
  id: WEBHOOK_DELIVERY,
  functions: [WEBHOOK_SENDER_FUNCTION],
};

/** One rule per webhook that is enabled: its events, slim, start a delivery. */
export function webhookRules({ tenant, webhooks }: TenantConfig): readonly RuleSpec[] {
  return webhooks.filter(({ enabled }) => enabled).map((webhook) => ruleOf(tenant, webhook));
}

function ruleOf(tenant: string, { name, events, orderTypes }: WebhookConfig): RuleSpec {
  return {
    id: `webhook-${name}`,
    bus: 'tenant',
    pattern: {
      source: [eventSourceOf(tenant)],
      'detail-type': [...new Set(events)],
      ...(orderTypes !== undefined && { detail: { orderType: [...new Set(orderTypes)] } }),
    },
    target: {
      stateMachine: WEBHOOK_DELIVERY,
      input: {
        webhook: name,
        orderId: { path: '$.detail.orderId' },
        sequence: { path: '$.detail.sequence' },
        round: 1,
      },
    },
  };
}
