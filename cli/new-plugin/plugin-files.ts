import { kebabCase } from '../../core/names.ts';
import type { PluginNames } from './plugin-name.ts';

/** Where the files of a plugin import from. */
interface Sources {
  readonly define: string;
  readonly options: string;
  readonly requests: string;
  readonly zod: string;
  readonly contract: string;
  /** From the contract test. */
  readonly plugin: string;
}

/** Returns the files of a new plugin of this repository, by their path from its root. */
export function pluginFiles({ name, service }: PluginNames): Readonly<Record<string, string>> {
  const folder = kebabCase(name);
  const sources: Sources = {
    zod: `import * as z from 'zod';\n`,
    define: '../../core/plugin/define-plugin.ts',
    options: '../kit/endpoint-options.ts',
    requests: '../kit/keyed-requests.ts',
    contract: '../../contract/plugin-contract.ts',
    plugin: `../../plugins/${folder}/plugin.ts`,
  };
  return {
    [`plugins/${folder}/options.ts`]: optionsFile(name, sources),
    [`plugins/${folder}/plugin.ts`]: pluginFile({ name, service }, sources),
    [`lambdas/plugin-handlers/${folder}.ts`]: handlerFile(name, folder),
    [`test/contract/${folder}.test.ts`]: contractFile(name, sources),
  };
}

const PACKAGE = 'order-orchestration-framework';

/** Returns the files of a new plugin of a project that uses the package, by their path from its root. */
export function projectFiles({ name, service }: PluginNames): Readonly<Record<string, string>> {
  const folder = kebabCase(name);
  const kit = `${PACKAGE}/plugin`;
  const sources: Sources = {
    zod: `import { z } from '${kit}';\n`,
    define: kit,
    options: kit,
    requests: kit,
    contract: `${PACKAGE}/contract`,
    plugin: './plugin.ts',
  };
  return {
    [`plugins/${folder}/options.ts`]: optionsFile(name, sources),
    [`plugins/${folder}/plugin.ts`]: pluginFile({ name, service }, sources),
    [`plugins/${folder}/plugin.test.ts`]: contractFile(name, sources),
  };
}

const optionsFile = (
  name: string,
  { options, zod }: Sources,
): string => `${zod}import { endpointOption, idempotencyOption } from '${options}';

/** Options of the plugin ${name}. */
export const ${name}Options = z.strictObject({
  endpoint: endpointOption().describe('URL to send the order to: https, or http on a loopback host.'),
  idempotency: idempotencyOption(),
  timeoutMs: z.number().int().positive().default(5_000).describe('How long to wait for the reply, in milliseconds.'),
});
`;

const pluginFile = (
  { name, service }: PluginNames,
  { define, options, requests }: Sources,
): string => `import { definePlugin } from '${define}';
import { DEFAULT_IDEMPOTENCY } from '${options}';
import { postWithKey } from '${requests}';
import { ${name}Options } from './options.ts';

/**
 * Sends the id and type of an order to an endpoint that honours \`Idempotency-Key\`.
 *
 * Output: \`accepted\`.
 */
export const ${name} = definePlugin({
  name: '${name}',
  service: '${service}',
  summary: 'Sends the order to an endpoint.',
  effect: { idempotent: DEFAULT_IDEMPOTENCY },
  idempotency: (options) => options.idempotency,
  options: ${name}Options,
  async run(context) {
    const { endpoint, timeoutMs } = context.options;
    const json = { orderId: context.orderId, orderType: context.order.order_type ?? null };
    await postWithKey(context, { url: endpoint, json, timeoutMs, doing: 'accept the order' });
    context.log.info('The endpoint accepted the order');
    return { output: { accepted: true } };
  },
});
`;

const handlerFile = (
  name: string,
  folder: string,
): string => `import { ${name} } from '../../plugins/${folder}/plugin.ts';
import { createStepHandler } from '../step-host/create-step-handler.ts';

/** The Lambda of the plugin. */
export const handler = createStepHandler(${name});
`;

const contractFile = (
  name: string,
  { contract, plugin }: Sources,
): string => `import { describePluginContract } from '${contract}';
import { ${name} } from '${plugin}';

describePluginContract({
  plugin: ${name},
  options: (url) => ({ endpoint: \`\${url}/provisioning/orders\` }),
  partner: { name: 'provisioning', path: '/orders' },
  effects: ['callout.received'],
  declined: { name: 'PluginFailed', code: 'endpoint_refused' },
});
`;
