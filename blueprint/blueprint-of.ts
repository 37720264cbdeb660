import { buildSequences } from '../core/config/build-sequences.ts';
import type { TenantConfig } from '../core/config/tenant-config.ts';
import type { PluginCatalog } from '../core/plugin/define-plugin.ts';
import { HEAL_MACHINE, UNDO_MACHINE } from '../core/sequence/service-machines.ts';
import { type Blueprint, COMPLETE_ORDER_FUNCTION, type FunctionSpec, ORDER_TABLE } from './blueprint.ts';
import { pluginFunctionId, pluginFunctions, readAccountSubscriptions } from './functions/plugin-functions.ts';
import { EXECUTION_RULES, operateFunctions } from './functions/service-functions.ts';
import { recoveryStateMachines } from './machines.ts';
import { ROUTES } from './routes/routes.ts';
import { WEBHOOK_STATE_MACHINE, webhookFunctions, webhookRules } from './rules.ts';

const ORDER_STORE = { ORDERS_TABLE: { ref: 'table' } } as const;
const EVENTS = { EVENT_BUS: { ref: 'bus' } } as const;
const CONFIG = { TENANT_CONFIG_FILE: { ref: 'configFile' } } as const;
const EXECUTIONS = { STATE_MACHINE_PREFIX: { ref: 'stateMachinePrefix' } } as const;

/** Describes everything that a tenant needs. */
export function blueprintOf(config: TenantConfig, catalog: PluginCatalog): Blueprint {
  const sequences = buildSequences(config, catalog);
  return {
    tenant: config.tenant,
    table: ORDER_TABLE,
    sequences,
    retiredSequences: config.retiredSequences,
    stateMachines: [
      WEBHOOK_STATE_MACHINE,
      ...recoveryStateMachines(sequences, {
        outcome: COMPLETE_ORDER_FUNCTION,
        functionOf: ({ name }) => pluginFunctionId(name),
      }),
    ],
    rules: webhookRules(config),
    executionRules: EXECUTION_RULES,
    functions: [
      ...serviceFunctions(config.tenant, readAccountSubscriptions(sequences, catalog)),
      ...operateFunctions(config.tenant),
      ...webhookFunctions(config),
      ...pluginFunctions(config, sequences, catalog),
    ],
    routes: ROUTES,
    schedules: [{ id: 'sweeper', rateMinutes: 1, function: 'sweeper' }],
  };
}

function serviceFunctions(tenant: string, accountSubscriptions: boolean): readonly FunctionSpec[] {
  const common = { memoryMb: 512, secrets: [] };
  return [
    {
      ...common,
      id: 'submit-order',
      entry: 'lambdas/api/submit-order/handler.ts',
      timeoutSeconds: 29,
      environment: { TENANT: tenant, ...ORDER_STORE, ...EVENTS, ...CONFIG, ...EXECUTIONS },
      grants: [
        { actions: ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Query'], on: 'table' },
        { actions: ['events:PutEvents'], on: 'bus' },
        { actions: ['states:StartExecution'], on: 'stateMachines' },
      ],
    },
    {
      ...common,
      id: 'read-orders',
      entry: 'lambdas/api/read-orders/handler.ts',
      timeoutSeconds: 15,
      environment: { TENANT: tenant, ...ORDER_STORE },
      grants: [
        { actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], on: 'table' },
        { actions: ['dynamodb:Query'], on: 'tableIndexes' },
      ],
    },
    {
      ...common,
      id: 'describe',
      entry: 'lambdas/api/describe/handler.ts',
      timeoutSeconds: 15,
      environment: { TENANT: tenant, ...CONFIG },
      grants: [],
    },
    {
      ...common,
      id: COMPLETE_ORDER_FUNCTION,
      entry: 'lambdas/run-outcome/complete-order-handler.ts',
      timeoutSeconds: 15,
      environment: {
        TENANT: tenant,
        ...ORDER_STORE,
        ...EVENTS,
        ...EXECUTIONS,
        ACCOUNT_SUBSCRIPTIONS: accountSubscriptions ? 'written' : 'unused',
      },
      grants: [
        {
          actions: [
            'dynamodb:GetItem',
            'dynamodb:UpdateItem',
            ...(accountSubscriptions ? ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'] : []),
          ],
          on: 'table',
        },
        { actions: ['events:PutEvents'], on: 'bus' },
        { actions: ['states:StartExecution'], on: 'stateMachine', stateMachine: HEAL_MACHINE },
      ],
    },
    {
      ...common,
      id: 'sweeper',
      entry: 'lambdas/sweeper/handler.ts',
      timeoutSeconds: 55,
      environment: { TENANT: tenant, ...ORDER_STORE, ...EVENTS, ...CONFIG, ...EXECUTIONS },
      grants: [
        { actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], on: 'table' },
        { actions: ['dynamodb:Query'], on: 'tableIndexes' },
        { actions: ['events:PutEvents'], on: 'bus' },
        { actions: ['states:StartExecution'], on: 'stateMachines' },
        { actions: ['states:DescribeExecution', 'states:StopExecution'], on: 'executions' },
        { actions: ['states:StartExecution'], on: 'stateMachine', stateMachine: HEAL_MACHINE },
        { actions: ['states:StartExecution'], on: 'stateMachine', stateMachine: UNDO_MACHINE },
      ],
    },
  ];
}
