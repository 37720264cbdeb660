import type { TenantConfig } from '../../core/config/tenant-config.ts';
import type { FunctionDeclaration } from './define-function.ts';
import {
  COMPLETE_ORDER_FUNCTION,
  EXECUTION_ENDED_FUNCTION,
  RETENTION_FUNCTION,
  SWEEPER_FUNCTION,
  WEBHOOK_SENDER_FUNCTION,
} from './function-ids.ts';

/** API Gateway gives up after 30 seconds. Source: API Gateway Developer Guide, "Quotas for HTTP APIs". */
const API_TIMEOUT_SECONDS = 29;

/** A large day takes several invocations, each of which continues where the last one stopped. */
const RETENTION_TIMEOUT_SECONDS = 300;

/** Seconds that the sender has for its request and for reading and writing the table. */
export const WEBHOOK_SENDER_TIMEOUT_SECONDS = 30;

/**
 * Returns the functions that every tenant has, besides those of its plugins.
 *
 * @param accountSubscriptions whether a plugin reads account subscriptions
 */
export function serviceFunctions(
  { webhooks }: Pick<TenantConfig, 'webhooks'>,
  accountSubscriptions: boolean,
): readonly FunctionDeclaration[] {
  const webhookSecrets = webhooks.flatMap(({ signingSecret, basicAuth }) => [signingSecret, basicAuth]);
  return [
    {
      id: 'submit-order',
      entry: 'lambdas/api/submit-order/handler.ts',
      timeoutSeconds: API_TIMEOUT_SECONDS,
      uses: ['table:put', 'table:get', 'table:update', 'table:query', 'events:publish', 'config', 'runs:start'],
    },
    {
      id: 'read-orders',
      entry: 'lambdas/api/read-orders/handler.ts',
      timeoutSeconds: 15,
      uses: ['table:get', 'table:batch-get', 'table:query', 'indexes:query'],
    },
    {
      id: 'describe',
      entry: 'lambdas/api/describe/handler.ts',
      timeoutSeconds: 15,
      uses: ['config'],
    },
    {
      id: COMPLETE_ORDER_FUNCTION,
      entry: 'lambdas/run-outcome/complete-order-handler.ts',
      timeoutSeconds: 15,
      uses: [
        'table:get',
        'table:update',
        'events:publish',
        'heals:start',
        accountSubscriptions ? 'account-subscriptions:write' : 'account-subscriptions:skip',
      ],
    },
    {
      id: SWEEPER_FUNCTION,
      entry: 'lambdas/sweeper/handler.ts',
      timeoutSeconds: 55,
      uses: [
        'table:get',
        'table:query',
        'table:update',
        'indexes:query',
        'events:publish',
        'config',
        'runs:start',
        'runs:describe',
        'runs:stop',
        'heals:start',
        'undos:start',
      ],
    },
    {
      id: RETENTION_FUNCTION,
      entry: 'lambdas/retention/handler.ts',
      timeoutSeconds: RETENTION_TIMEOUT_SECONDS,
      uses: ['table:get', 'table:query', 'table:put', 'table:update', 'table:delete', 'indexes:query', 'config'],
    },
    {
      id: 'operate-orders',
      entry: 'lambdas/api/operate-orders/handler.ts',
      timeoutSeconds: API_TIMEOUT_SECONDS,
      uses: [
        'table:get',
        'table:query',
        'table:put',
        'table:update',
        'events:publish',
        'config',
        'runs:start',
        'tasks:answer',
        'tasks:heartbeat',
        'runs:stop',
        'heals:start',
        'undos:start',
      ],
    },
    {
      id: EXECUTION_ENDED_FUNCTION,
      entry: 'lambdas/run-outcome/execution-ended-handler.ts',
      timeoutSeconds: 30,
      uses: ['table:get', 'table:query', 'table:update', 'events:publish', 'config', 'heals:start'],
    },
    {
      id: WEBHOOK_SENDER_FUNCTION,
      entry: 'lambdas/webhook-sender/handler.ts',
      timeoutSeconds: WEBHOOK_SENDER_TIMEOUT_SECONDS,
      uses: ['table:get', 'table:update', 'config', 'secrets'],
      secrets: [...new Set(webhookSecrets.filter((secret) => secret !== undefined))],
      throwsOutcomes: true,
    },
    {
      id: 'webhooks-api',
      entry: 'lambdas/api/webhooks/handler.ts',
      timeoutSeconds: API_TIMEOUT_SECONDS,
      uses: [
        'table:get',
        'table:batch-get',
        'table:update',
        'table:query',
        'indexes:query',
        'config',
        'deliveries:start',
      ],
    },
  ];
}
