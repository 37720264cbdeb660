import { kebabCase } from '../../core/names.ts';
import type { PluginNames } from './plugin-name.ts';

/** Returns the files of a new plugin, by their path from the repository's root. */
export function pluginFiles({ name, service }: PluginNames): Readonly<Record<string, string>> {
  const folder = kebabCase(name);
  return {
    [`plugins/${folder}/options.ts`]: optionsFile(name),
    [`plugins/${folder}/plugin.ts`]: pluginFile(name, service),
    [`lambdas/plugin-handlers/${folder}.ts`]: handlerFile(name, folder),
    [`test/contract/${folder}.test.ts`]: contractFile(name, folder),
  };
}

const optionsFile = (name: string): string => `import * as z from 'zod';
import { endpointOption, idempotencyOption } from '../kit/endpoint-options.ts';

/** Options of the plugin ${name}. */
export const ${name}Options = z.strictObject({
  endpoint: endpointOption().describe('URL to send the order to: https, or http on a loopback host.'),
  idempotency: idempotencyOption(),
  timeoutMs: z.number().int().positive().default(5_000).describe('How long to wait for the reply, in milliseconds.'),
});
`;

const pluginFile = (
  name: string,
  service: string,
): string => `import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { DEFAULT_IDEMPOTENCY } from '../kit/endpoint-options.ts';
import { postWithKey } from '../kit/keyed-requests.ts';
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
  folder: string,
): string => `import { ${name} } from '../../plugins/${folder}/plugin.ts';
import { describePluginContract } from './plugin-contract.ts';

describePluginContract({
  plugin: ${name},
  options: (url) => ({ endpoint: \`\${url}/provisioning/orders\` }),
  partner: { name: 'provisioning', path: '/orders' },
  effects: ['callout.received'],
  declined: { name: 'PluginFailed', code: 'endpoint_refused' },
});
`;
