import type { TenantConfig } from './config/tenant-config.ts';
import type { JsonObject } from './json.ts';
import { kebabCase } from './names.ts';
import type { PluginCatalog } from './plugin/define-plugin.ts';
import { buildSequences } from './sequence/build-sequences.ts';
import type { Sequence, SequenceStep } from './sequence/sequence.ts';
import { WEBHOOK_ROUTES, WEBHOOK_STATE_MACHINE, webhookFunctions, webhookRules } from './webhooks/webhook-blueprint.ts';

/**
 * What one tenant consists of, as data: infra/ makes CDK constructs of it, embedded/ local wiring, so that a route, a
 * rule or a function cannot exist in one and not in the other.
 */
export interface Blueprint {
  readonly tenant: string;
  readonly table: TableSpec;
  readonly functions: readonly FunctionSpec[];
  readonly routes: readonly RouteSpec[];
  readonly sequences: readonly Sequence[];
  /** The state machines beside those of the sequences. */
  readonly stateMachines: readonly ServiceStateMachineSpec[];
  readonly rules: readonly RuleSpec[];
  readonly schedules: readonly ScheduleSpec[];
}

/** The order table: string keys, a sort key, and indexes that project keys only. */
export interface TableSpec {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly indexes: readonly { readonly name: string; readonly partitionKey: string; readonly sortKey: string }[];
}

/** A value that is known only where the tenant runs. */
export type Reference = 'table' | 'bus' | 'stateMachinePrefix' | 'configFile' | 'secretsPrefix';

/** One permission of a function: which operations on which of the tenant's things. */
export type Grant =
  /** `stateMachines` are those of the sequences. */
  | { readonly actions: readonly string[]; readonly on: 'table' | 'tableIndexes' | 'bus' | 'stateMachines' }
  /** One of the state machines beside those, by its id. */
  | { readonly actions: readonly string[]; readonly on: 'stateMachine'; readonly stateMachine: string };

/** One Lambda. */
export interface FunctionSpec {
  /** Unique in the tenant, kebab-case. */
  readonly id: string;
  /** The file whose export `handler` it is, from the repository's root. */
  readonly entry: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Environment variables: a literal, or a reference that infra/ and embedded/ fill in. */
  readonly environment: Readonly<Record<string, string | { readonly ref: Reference }>>;
  readonly grants: readonly Grant[];
  /** References of the secrets that it may read. */
  readonly secrets: readonly string[];
}

/** The scopes that a bearer token can carry. */
export const SCOPES = ['orders:read', 'orders:write', 'orders:operate'] as const;

/** One of the scopes of the API. */
export type Scope = (typeof SCOPES)[number];

/** One route of the HTTP API. */
export interface RouteSpec {
  readonly method: 'GET' | 'POST';
  /** With path parameters in braces, e.g. `/orders/{id}`. */
  readonly path: string;
  /** The scope that a token must carry; null for a public route. */
  readonly scope: Scope | null;
  /** Id of the function that answers. */
  readonly function: string;
}

/** A state machine that serves all sequences; `state-machines/service-definitions.ts` has its definition. */
export interface ServiceStateMachineSpec {
  /** Unique among these and the sequences; its name follows the tenant's, as theirs do. */
  readonly id: string;
  /** Ids of the functions that it invokes. */
  readonly functions: readonly string[];
}

/** Events of a bus that start an execution. */
export interface RuleSpec {
  /** Unique in the tenant, at most 64 characters of `A-Za-z0-9_-`. */
  readonly id: string;
  /** `tenant`: the bus of the order events. */
  readonly bus: 'tenant';
  /** An event pattern of EventBridge. */
  readonly pattern: JsonObject;
  readonly target: {
    /** Id of one of `stateMachines`. */
    readonly stateMachine: string;
    /** Input of the execution: a value, or the one at a path of the event, e.g. `$.detail.orderId`. */
    readonly input: Readonly<Record<string, string | number | { readonly path: string }>>;
  };
}

/** A function that is called at a steady pace, with `{}`. */
export interface ScheduleSpec {
  readonly id: string;
  readonly rateMinutes: number;
  readonly function: string;
}

/** Names of the table's keys and indexes. */
export const ORDER_TABLE: TableSpec = {
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: [
    { name: 'by-status', partitionKey: 'statusShard', sortKey: 'createdAt' },
    { name: 'by-day', partitionKey: 'dayShard', sortKey: 'createdAt' },
    { name: 'by-unpublished', partitionKey: 'unpublishedShard', sortKey: 'createdAt' },
    { name: 'by-delivery', partitionKey: 'deliveryShard', sortKey: 'createdAt' },
  ],
};

/** Seconds that a function has beyond the time it gives to a plugin, to write down how the attempt ended. */
export const STEP_HOST_MARGIN_SECONDS = 5;

/** The id of the function that runs a plugin. */
export function pluginFunctionId(pluginName: string): string {
  return `plugin-${kebabCase(pluginName)}`;
}

/** The id of the function that ends a run. */
export const COMPLETE_ORDER_FUNCTION = 'complete-order';

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
    stateMachines: [WEBHOOK_STATE_MACHINE],
    rules: webhookRules(config),
    functions: [
      ...serviceFunctions(config.tenant, readAccountSubscriptions(sequences, catalog)),
      ...webhookFunctions(config),
      ...pluginFunctions(config, sequences, catalog),
    ],
    routes: [
      { method: 'POST', path: '/orders', scope: 'orders:write', function: 'submit-order' },
      { method: 'POST', path: '/orders/preview', scope: 'orders:write', function: 'describe' },
      { method: 'GET', path: '/orders', scope: 'orders:read', function: 'read-orders' },
      { method: 'GET', path: '/orders/{id}', scope: 'orders:read', function: 'read-orders' },
      { method: 'GET', path: '/orders/{id}/process-events', scope: 'orders:read', function: 'read-orders' },
      { method: 'GET', path: '/orders/{id}/events', scope: 'orders:read', function: 'read-orders' },
      ...WEBHOOK_ROUTES,
      { method: 'GET', path: '/config', scope: 'orders:operate', function: 'describe' },
      { method: 'GET', path: '/health', scope: null, function: 'describe' },
      { method: 'GET', path: '/openapi.json', scope: null, function: 'describe' },
    ],
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
      entry: 'lambdas/complete-order/handler.ts',
      timeoutSeconds: 15,
      environment: {
        TENANT: tenant,
        ...ORDER_STORE,
        ...EVENTS,
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
      ],
    },
    {
      ...common,
      id: 'sweeper',
      entry: 'lambdas/sweeper/handler.ts',
      timeoutSeconds: 55,
      environment: { TENANT: tenant, ...ORDER_STORE, ...EVENTS, ...EXECUTIONS },
      grants: [
        { actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], on: 'table' },
        { actions: ['dynamodb:Query'], on: 'tableIndexes' },
        { actions: ['events:PutEvents'], on: 'bus' },
        { actions: ['states:StartExecution'], on: 'stateMachines' },
      ],
    },
  ];
}

function pluginFunctions(
  config: TenantConfig,
  sequences: readonly Sequence[],
  catalog: PluginCatalog,
): readonly FunctionSpec[] {
  const steps = sequences.flatMap((sequence) => sequence.steps);
  return [...new Set(steps.map((step) => step.name))].map((name) => {
    const own = steps.filter((step) => step.name === name);
    const secrets = own.flatMap((step) => secretsOf(step, catalog));
    return {
      id: pluginFunctionId(name),
      entry: `plugins/${kebabCase(name)}/handler.ts`,
      timeoutSeconds: Math.max(...own.map((step) => step.timeoutSeconds)) + STEP_HOST_MARGIN_SECONDS,
      memoryMb: 512,
      environment: { TENANT: config.tenant, SECRETS_PREFIX: { ref: 'secretsPrefix' }, ...ORDER_STORE, ...CONFIG },
      grants: [
        {
          actions: [
            'dynamodb:GetItem',
            'dynamodb:UpdateItem',
            ...(readsAccountSubscriptions(name, catalog) ? ['dynamodb:Query'] : []),
          ],
          on: 'table',
        },
      ],
      secrets: [...new Set([...secrets, ...Object.values(config.outbound.basicAuth)])],
    };
  });
}

function readsAccountSubscriptions(plugin: string, catalog: PluginCatalog): boolean {
  return catalog.get(plugin)?.reads?.includes('account-subscriptions') ?? false;
}

/** Whether any sequence has a step that reads account subscriptions: only then are they written. */
function readAccountSubscriptions(sequences: readonly Sequence[], catalog: PluginCatalog): boolean {
  return sequences.some(({ steps }) => steps.some(({ name }) => readsAccountSubscriptions(name, catalog)));
}

function secretsOf(step: SequenceStep, catalog: PluginCatalog): readonly string[] {
  const plugin = catalog.get(step.name);
  return plugin?.secrets?.(plugin.options.parse(step.options)) ?? [];
}
