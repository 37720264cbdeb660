import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { usePartnerSandbox } from '../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../core/json.ts';
import { ORDER_STATUSES } from '../../core/order/order-status.ts';
import { ORDER_TYPES } from '../../core/order/order-types.ts';
import { parseOrder } from '../../core/order/parse-order.ts';
import { zuora } from '../../plugins/zuora/plugin.ts';
import type { ZuoraCatalog } from '../../sandbox/sandbox.ts';
import { pluginContext } from '../helpers/plugin-context.ts';

const folder = new URL('../../examples/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const orderOf = (file: string) => read(file) as JsonObject;
/** The options of the demo tenant's step, with which the examples work. */
const zuoraOptions = z
  .object({ processOrder: z.array(z.object({ name: z.string(), options: z.looseObject({}).optional() })) })
  .parse(read('../tenants/demo.json'))
  .processOrder.find(({ name }) => name === 'zuora')?.options as JsonObject;
const options = zuora.options.parse(zuoraOptions);

const scenario = z
  .array(
    z.strictObject({
      file: z.string(),
      expect: z.strictObject({
        status: z.enum(ORDER_STATUSES),
        sequence: z.string(),
        steps: z.record(z.string(), z.enum(['succeeded', 'skipped', 'failed'])),
        money: z.array(z.string().regex(/^(collected|credited|refunded) \d+\.\d\d GBP$/)).optional(),
      }),
    }),
  )
  .parse(read('../embedded/cli/demo-scenario.json'));

describe('the examples', () => {
  it.each(files)('%s is an order that the API takes and Zuora can be told', (file) => {
    const parsed = parseOrder(read(file));
    expect(parsed).toMatchObject({ ok: true });
    expect(zuora.check?.(orderOf(file), options)).toEqual([]);
  });

  it('show every order type in a file of its name', () => {
    const types = files.map((file) => orderOf(file).order_type);
    expect(new Set(types)).toEqual(new Set(ORDER_TYPES));
    for (const type of ORDER_TYPES.filter((name) => name !== 'new')) {
      expect(orderOf(`${type.replaceAll('_', '-')}.json`).order_type).toBe(type);
    }
    expect(orderOf('new-order.json').order_type).toBe('new');
  });

  it('are all described, and all in the scenario, once, but for the order that can be sent again', () => {
    expect([...scenario.map(({ file }) => file), 'new-order.json'].toSorted()).toEqual(files.toSorted());
    expect(orderOf('new-order.json')).not.toHaveProperty('sub_reference');
    const readme = readFileSync(new URL('README.md', folder), 'utf8');
    for (const file of files) expect(readme).toContain(`\`${file}\``);
  });

  it('carry an external id each', () => {
    const ids = files.map((file) => orderOf(file).external_id);
    expect(new Set(ids).size).toBe(files.length);
  });
});

describe('the scenario', () => {
  const sandbox = usePartnerSandbox(read('../tenants/catalogs/demo.json') as ZuoraCatalog);

  it('can be sent to Zuora in its order, and creates each subscription once', async () => {
    for (const [index, { file }] of scenario.entries()) {
      const given = { order: orderOf(file), orderId: `order-${index}`, secrets: sandbox.secrets };
      const { context } = pluginContext(zuora, { ...given, options: zuoraOptions });
      const { output } = await zuora.run(context);
      expect(output, file).toMatchObject({ accountNumber: expect.any(String) });
    }
    expect(await sandbox.effects('subscription.created')).toHaveLength(2);
    expect(await sandbox.effects('subscription.cancelled')).toHaveLength(1);
    expect(await sandbox.effects('credit-memo.created')).toHaveLength(3);
  });
});
