import { urlOptions } from '../../core/config/endpoint-urls.ts';
import type { TenantConfig } from '../../core/config/tenant-config.ts';
import { isLoopbackHost, SANDBOX_HOST } from '../../core/hosts.ts';
import { kebabCase } from '../../core/names.ts';
import type { PluginCatalog } from '../../core/plugin/define-plugin.ts';
import { hostOf } from '../../core/plugin/host-of.ts';
import type { Sequence, SequenceStep } from '../../core/sequence/sequence.ts';
import { connectionLimitOf } from './connection-limits.ts';
import type { FunctionDeclaration } from './define-function.ts';
import { pluginFunctionId } from './function-ids.ts';

/** Seconds that a function has after the plugin's timeout to record how the attempt ended. */
export const STEP_HOST_MARGIN_SECONDS = 5;

/** Returns the functions of the plugins that any sequence uses. */
export function pluginFunctions(
  config: TenantConfig,
  sequences: readonly Sequence[],
  catalog: PluginCatalog,
): readonly FunctionDeclaration[] {
  const steps = sequences.flatMap((sequence) => sequence.steps);
  return [...Map.groupBy(steps, ({ name }) => name)].map(([name, own]) => ({
    id: pluginFunctionId(name),
    entry: `lambdas/plugin-handlers/${kebabCase(name)}`,
    timeoutSeconds: Math.max(...own.map((step) => step.timeoutSeconds)) + STEP_HOST_MARGIN_SECONDS,
    uses: [
      'secrets',
      'table:get',
      'table:update',
      ...(readsAccountSubscriptions(name, catalog) ? (['table:query'] as const) : []),
      'config',
      // If a callback arrives before its call has ended, the function itself answers the step.
      ...(own.some(({ callback }) => callback !== undefined) ? (['tasks:answer'] as const) : []),
    ],
    secrets: [
      ...new Set(own.flatMap((step) => [...secretsOf(step, catalog), ...basicAuthOf(step, catalog, config.outbound)])),
    ],
    throwsOutcomes: true,
    callsOut: true,
    reservedConcurrency: connectionLimitOf(name, steps, config.connections, catalog),
  }));
}

/** Returns whether any step reads account subscriptions. They are written only then. */
export function needsAccountSubscriptions(sequences: readonly Sequence[], catalog: PluginCatalog): boolean {
  return sequences.some(({ steps }) => steps.some(({ name }) => readsAccountSubscriptions(name, catalog)));
}

function readsAccountSubscriptions(plugin: string, catalog: PluginCatalog): boolean {
  return catalog.get(plugin)?.reads?.includes('account-subscriptions') ?? false;
}

function secretsOf(step: SequenceStep, catalog: PluginCatalog): readonly string[] {
  const plugin = catalog.get(step.name);
  return plugin?.secrets?.(plugin.options.parse(step.options)) ?? [];
}

/** Returns the basic auth secrets of the hosts that the options of a step name. */
function basicAuthOf(
  step: SequenceStep,
  catalog: PluginCatalog,
  { basicAuth }: TenantConfig['outbound'],
): readonly string[] {
  const plugin = catalog.get(step.name);
  if (plugin === undefined || Object.keys(basicAuth).length === 0) return [];
  // A tenant file that is only checked does not have the sandbox's address yet.
  const ofSandbox = () => Object.keys(basicAuth).filter(isLoopbackHost);
  const hosts = urlOptions(plugin, step.options).map(({ url }) => hostOf(url));
  const named = hosts.flatMap((host) => (host === SANDBOX_HOST ? ofSandbox() : host));
  return named.flatMap((host) => basicAuth[host] ?? []);
}
