import { expect, it } from 'vitest';
import { createBlueprint } from '../../../blueprint/blueprint.ts';
import { functionsOnOrderPath } from '../../../embedded/runtime/order-path.ts';
import { pluginCatalog } from '../../../plugins/registry.ts';
import { TENANT_FILE, tenantConfig } from '../../infra/tenant-fixture.ts';

const [first, second] = TENANT_FILE.processOrder;

it('lists the functions of an order in the order in which it passes through them, each once', () => {
  const processOrder = [first, { ...second, id: 'before' }, { ...second, id: 'after' }];
  const blueprint = createBlueprint(tenantConfig({ ...TENANT_FILE, processOrder }), pluginCatalog());
  const path = functionsOnOrderPath(blueprint);
  expect(path).toEqual([
    'submit-order',
    'plugin-salesforce-v3',
    'plugin-platform-events',
    'plugin-callout-plugin',
    'complete-order',
    'webhook-sender',
  ]);
  expect(blueprint.functions.map(({ id }) => id)).toEqual(expect.arrayContaining([...path]));
  expect(functionsOnOrderPath({ ...blueprint, webhooks: [] })).toEqual(path.slice(0, -1));
});
