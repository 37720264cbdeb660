import type { TenantConfig } from '../../core/config/tenant-config.ts';
import type { FunctionDeclaration } from './define-function.ts';
import {
  CHANGE_EDITION_FUNCTION,
  COMPLETE_ORDER_FUNCTION,
  CONSOLE_FUNCTION,
  ERASE_ORDERS_FUNCTION,
  EXECUTION_ENDED_FUNCTION,
  MCP_FUNCTION,
  RELEASE_ORDERS_FUNCTION,
  RETENTION_FUNCTION,
  RUN_PROPOSALS_FUNCTION,
  SWEEPER_FUNCTION,
  WEBHOOK_SENDER_FUNCTION,
} from './function-ids.ts';

/** API Gateway gives up after 30 seconds. Source: API Gateway Developer Guide, "Quotas for HTTP APIs". */
const API_TIMEOUT_SECONDS = 29;

/** A large day takes several invocations, each of which continues where the last one stopped. */
const RETENTION_TIMEOUT_SECONDS = 300;

/** An invocation erases some thousand orders; the next one continues. */
export const ERASURE_TIMEOUT_SECONDS = 300;

/** An invocation works for less than a minute, and then ends what it has begun. */
export const PROPOSAL_JOB_TIMEOUT_SECONDS = 120;

/** The fastest pace releases 800 orders at a time. */
const RELEASE_TIMEOUT_SECONDS = 120;

/** Seconds that the sender has for its request and for reading and writing the table. */
export const WEBHOOK_SENDER_TIMEOUT_SECONDS = 30;

/**
 * Returns the functions that every tenant has, besides those of its plugins.
 *
 * @param accountSubscriptions whether a plugin reads account subscriptions
 */
export function serviceFunctions(
  { api, aws, webhooks }: Pick<TenantConfig, 'api' | 'aws' | 'webhooks'>,
  accountSubscriptions: boolean,
): readonly FunctionDeclaration[] {
  const webhookSecrets = webhooks.flatMap(({ signingSecret, basicAuth }) => [signingSecret, basicAuth]);
  return [
    {
      id: 'submit-order',
      entry: 'lambdas/api/submit-order/handler',
      timeoutSeconds: API_TIMEOUT_SECONDS,
      holdsCallers: true,
      uses: [
        'table:put',
        'table:get',
        'table:update',
        'table:delete',
        'table:query',
        'events:publish',
        'config',
        'runs:start',
        'search-key',
      ],
    },
    {
      id: 'read-orders',
      entry: 'lambdas/api/read-orders/handler',
      timeoutSeconds: 15,
      uses: ['table:get', 'table:batch-get', 'table:query', 'indexes:query', 'search-key'],
    },
    {
      id: 'read-payload',
      entry: 'lambdas/api/read-payload/handler',
      timeoutSeconds: 15,
      uses: ['table:query', 'table:put', 'config'],
    },
    {
      id: 'describe',
      entry: 'lambdas/api/describe/handler',
      timeoutSeconds: 15,
      uses: ['config', 'table:get', 'table:query'],
    },
    {
      id: CONSOLE_FUNCTION,
      entry: 'lambdas/console/handler',
      timeoutSeconds: 15,
      uses: ['console'],
    },
    {
      id: MCP_FUNCTION,
      entry: 'lambdas/mcp/handler',
      timeoutSeconds: API_TIMEOUT_SECONDS,
      uses: ['api:call', 'agents:sign-in', api.agentsMayAct ? 'agents:act' : 'agents:read'],
    },
    {
      id: COMPLETE_ORDER_FUNCTION,
      entry: 'lambdas/run-outcome/complete-order-handler',
      timeoutSeconds: 15,
      uses: [
        'table:get',
        'table:update',
        'table:delete',
        'events:publish',
        'runs:start',
        'heals:start',
        'releases:start',
        accountSubscriptions ? 'account-subscriptions:write' : 'account-subscriptions:skip',
      ],
    },
    {
      id: SWEEPER_FUNCTION,
      entry: 'lambdas/sweeper/handler',
      timeoutSeconds: 55,
      uses: [
        'table:get',
        'table:batch-get',
        'table:query',
        'table:update',
        'table:delete',
        'indexes:query',
        'events:publish',
        'config',
        'runs:start',
        'runs:describe',
        'runs:stop',
        'heals:start',
        'undos:start',
        'table:put',
        'search-key',
        'releases:start',
        'deployment',
        ...(aws.canary === undefined ? [] : (['editions:publish'] as const)),
      ],
    },
    {
      id: RELEASE_ORDERS_FUNCTION,
      entry: 'lambdas/connections/release-handler',
      timeoutSeconds: RELEASE_TIMEOUT_SECONDS,
      uses: [
        'table:get',
        'table:batch-get',
        'table:update',
        'indexes:query',
        'events:publish',
        'config',
        'tasks:answer',
        'releases:start',
      ],
      throwsOutcomes: true,
    },
    {
      id: RETENTION_FUNCTION,
      entry: 'lambdas/retention/handler',
      timeoutSeconds: RETENTION_TIMEOUT_SECONDS,
      uses: [
        'table:get',
        'table:query',
        'table:put',
        'table:update',
        'table:delete',
        'indexes:query',
        'config',
        'search-key',
      ],
    },
    {
      id: 'operate-orders',
      entry: 'lambdas/api/operate-orders/handler',
      timeoutSeconds: API_TIMEOUT_SECONDS,
      holdsCallers: true,
      uses: [
        'table:get',
        'table:batch-get',
        'table:query',
        'indexes:query',
        'table:put',
        'table:update',
        'table:delete',
        'events:publish',
        'config',
        'runs:start',
        'tasks:answer',
        'tasks:heartbeat',
        'runs:stop',
        'heals:start',
        'undos:start',
        'probes:start',
        'search-key',
        'releases:start',
      ],
    },
    {
      id: EXECUTION_ENDED_FUNCTION,
      entry: 'lambdas/run-outcome/execution-ended-handler',
      timeoutSeconds: 30,
      uses: [
        'table:get',
        'table:query',
        'table:update',
        'table:delete',
        'events:publish',
        'config',
        'runs:start',
        'heals:start',
      ],
    },
    {
      id: WEBHOOK_SENDER_FUNCTION,
      entry: 'lambdas/webhook-sender/handler',
      timeoutSeconds: WEBHOOK_SENDER_TIMEOUT_SECONDS,
      uses: ['table:get', 'table:update', 'config', 'secrets'],
      secrets: [...new Set(webhookSecrets.filter((secret) => secret !== undefined))],
      throwsOutcomes: true,
      callsOut: true,
    },
    {
      id: 'webhooks-api',
      entry: 'lambdas/api/webhooks/handler',
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
    {
      id: 'erasures-api',
      entry: 'lambdas/api/erasures/handler',
      timeoutSeconds: API_TIMEOUT_SECONDS,
      uses: [
        'table:get',
        'table:batch-get',
        'table:query',
        'table:put',
        'indexes:query',
        'config',
        'search-key',
        'erasures:start',
      ],
    },
    {
      id: 'proposals-api',
      entry: 'lambdas/api/proposals/handler',
      timeoutSeconds: API_TIMEOUT_SECONDS,
      uses: [
        'table:get',
        'table:batch-get',
        'table:query',
        'table:put',
        'table:update',
        'indexes:query',
        'config',
        'jobs:start',
      ],
    },
    {
      id: RUN_PROPOSALS_FUNCTION,
      entry: 'lambdas/proposal-job/handler',
      timeoutSeconds: PROPOSAL_JOB_TIMEOUT_SECONDS,
      uses: [
        'table:get',
        'table:batch-get',
        'table:query',
        'indexes:query',
        'table:put',
        'table:update',
        'table:delete',
        'events:publish',
        'config',
        'runs:start',
        'runs:stop',
        'heals:start',
        'undos:start',
        'jobs:start',
        'search-key',
      ],
      throwsOutcomes: true,
    },
    {
      id: ERASE_ORDERS_FUNCTION,
      entry: 'lambdas/erasure/handler',
      timeoutSeconds: ERASURE_TIMEOUT_SECONDS,
      uses: [
        'table:get',
        'table:query',
        'table:put',
        'table:update',
        'table:delete',
        'indexes:query',
        'events:publish',
        'config',
        'search-key',
      ],
      throwsOutcomes: true,
    },
    ...(aws.canary === undefined
      ? []
      : [
          {
            id: CHANGE_EDITION_FUNCTION,
            entry: 'lambdas/editions/change-edition-handler',
            timeoutSeconds: 15,
            uses: ['table:get', 'table:put'] as const,
          },
        ]),
  ];
}
