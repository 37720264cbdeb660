import type { ClientRole } from '../core/access.ts';
import { buildSequences } from '../core/config/build-sequences.ts';
import { configVersion } from '../core/config/config-version.ts';
import { poolClients, type TenantConfig } from '../core/config/tenant-config.ts';
import type { PluginCatalog } from '../core/plugin/define-plugin.ts';
import type { Sequence } from '../core/sequence/sequence.ts';
import { enabledWebhooks } from '../core/webhooks/enabled-webhooks.ts';
import type { AlarmSpec } from './alarms/alarm-spec.ts';
import { alarms } from './alarms/alarms.ts';
import { defineFunction, type FunctionSpec } from './functions/define-function.ts';
import { identityFunctions } from './functions/identity-functions.ts';
import { needsAccountSubscriptions, pluginFunctions } from './functions/plugin-functions.ts';
import { serviceFunctions } from './functions/service-functions.ts';
import { type StateMachineSpec, stateMachines } from './machines.ts';
import { CONSOLE_ROUTES } from './routes/console.ts';
import type { RouteSpec } from './routes/define-route.ts';
import { MCP_ROUTES } from './routes/mcp.ts';
import { ROUTES } from './routes/routes.ts';
import { eventRules, type RuleSpec } from './rules.ts';
import { SCHEDULES, type ScheduleSpec } from './schedules.ts';
import { ORDER_TABLE, type TableSpec } from './table.ts';

/**
 * What a tenant consists of, as data. `infra/` turns it into CDK constructs and `embedded/` into local services, so that
 * a route, a rule or a function cannot exist in only one of them.
 */
export interface Blueprint {
  readonly tenant: string;
  /** The version of its config. */
  readonly configVersion: string;
  /** Where and how it is deployed on AWS. */
  readonly aws: TenantConfig['aws'];
  readonly table: TableSpec;
  readonly functions: readonly FunctionSpec[];
  /** Functions that the tenant's user pool invokes; none if the tenant file names an issuer. */
  readonly identityFunctions: readonly FunctionSpec[];
  readonly routes: readonly RouteSpec[];
  /** Issuer and audience of the tokens that the API accepts, if the tenant file names them. */
  readonly auth: TenantConfig['api']['auth'];
  /** Whether agents may act, and where the user pool may send the people behind them back to. */
  readonly agents: { readonly mayAct: boolean; readonly redirectUrls: readonly string[] };
  /** The roles whose clients the tenant's user pool has; none if the tenant file names an issuer. */
  readonly clients: readonly ClientRole[];
  readonly sequences: readonly Sequence[];
  /** Names of sequences that the tenant no longer has but orders may still run through. */
  readonly retiredSequences: readonly string[];
  readonly stateMachines: readonly StateMachineSpec[];
  readonly rules: readonly RuleSpec[];
  readonly schedules: readonly ScheduleSpec[];
  /** How many instances the functions may have on AWS. */
  readonly concurrency: TenantConfig['concurrency'];
  /** How long records are kept. */
  readonly retention: TenantConfig['retention'];
  /** Names of the enabled webhooks. */
  readonly webhooks: readonly string[];
  readonly alarms: readonly AlarmSpec[];
}

/** Returns everything that a tenant consists of. */
export function createBlueprint(config: TenantConfig, catalog: PluginCatalog): Blueprint {
  const sequences = buildSequences(config, catalog);
  const functions = [
    ...serviceFunctions(config, needsAccountSubscriptions(sequences, catalog)),
    ...pluginFunctions(config, sequences, catalog),
  ].map((declaration) =>
    defineFunction(config.tenant, {
      ...declaration,
      reservedConcurrency: config.concurrency.reserved[declaration.id] ?? declaration.reservedConcurrency,
    }),
  );
  const identity = identityFunctions(config).map((declaration) => defineFunction(config.tenant, declaration));
  const machines = stateMachines(sequences);
  const webhooks = enabledWebhooks(config);
  const routes = [...ROUTES, ...MCP_ROUTES, ...CONSOLE_ROUTES];
  return {
    tenant: config.tenant,
    configVersion: configVersion(config),
    aws: config.aws,
    table: ORDER_TABLE,
    functions,
    identityFunctions: identity,
    routes,
    auth: config.api.auth,
    agents: { mayAct: config.api.agentsMayAct, redirectUrls: config.api.agentRedirectUrls ?? [] },
    clients: poolClients(config),
    sequences,
    retiredSequences: config.retiredSequences,
    stateMachines: machines,
    rules: eventRules(config),
    schedules: SCHEDULES,
    concurrency: config.concurrency,
    retention: config.retention,
    webhooks,
    alarms: alarms({
      sequences,
      functions,
      identityFunctions: identity,
      routes,
      webhooks,
      canary: config.aws.canary,
    }),
  };
}

/** Returns the names of all sequences that an order may run through, including retired ones. */
export function sequenceNames({
  sequences,
  retiredSequences,
}: Pick<Blueprint, 'sequences' | 'retiredSequences'>): readonly string[] {
  return [...sequences.map(({ name }) => name), ...retiredSequences];
}
