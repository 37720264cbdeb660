import type { TenantConfig } from '../../core/config/tenant-config.ts';
import { kebabCase } from '../../core/names.ts';
import type { PluginCatalog } from '../../core/plugin/define-plugin.ts';
import type { Sequence, SequenceStep } from '../../core/sequence/sequence.ts';
import type { FunctionSpec, Grant } from '../blueprint.ts';

/** Seconds that a function has beyond the time it gives to a plugin, to write down how the attempt ended. */
export const STEP_HOST_MARGIN_SECONDS = 5;

/** The id of the function that runs a plugin. */
export function pluginFunctionId(pluginName: string): string {
  return `plugin-${kebabCase(pluginName)}`;
}

/** A step whose answer came before its call ended is answered by the function itself. */
const ANSWERS_STEPS: Grant = { actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'], on: 'stateMachines' };

/** The functions of the plugins that any sequence uses. */
export function pluginFunctions(
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
      environment: {
        TENANT: config.tenant,
        SECRETS_PREFIX: { ref: 'secretsPrefix' },
        ORDERS_TABLE: { ref: 'table' },
        TENANT_CONFIG_FILE: { ref: 'configFile' },
      },
      grants: [
        {
          actions: [
            'dynamodb:GetItem',
            'dynamodb:UpdateItem',
            ...(readsAccountSubscriptions(name, catalog) ? ['dynamodb:Query'] : []),
          ],
          on: 'table',
        },
        ...(own.some(({ callback }) => callback !== undefined) ? [ANSWERS_STEPS] : []),
      ],
      secrets: [...new Set([...secrets, ...Object.values(config.outbound.basicAuth)])],
    };
  });
}

function readsAccountSubscriptions(plugin: string, catalog: PluginCatalog): boolean {
  return catalog.get(plugin)?.reads?.includes('account-subscriptions') ?? false;
}

/** Whether any sequence has a step that reads account subscriptions: only then are they written. */
export function readAccountSubscriptions(sequences: readonly Sequence[], catalog: PluginCatalog): boolean {
  return sequences.some(({ steps }) => steps.some(({ name }) => readsAccountSubscriptions(name, catalog)));
}

function secretsOf(step: SequenceStep, catalog: PluginCatalog): readonly string[] {
  const plugin = catalog.get(step.name);
  return plugin?.secrets?.(plugin.options.parse(step.options)) ?? [];
}
