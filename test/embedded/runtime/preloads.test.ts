import { expect, it } from 'vitest';
import { preloadsOf } from '../../../embedded/runtime/preloads.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';

const bundles = {
  fileOf: (id: string) => (id.startsWith('plugin-') ? `/data/${id}.mjs` : '/data/groups/orders.mjs'),
  compileCache: '/data/compiled',
};
const orders = {
  module: 'file:///data/groups/orders.mjs',
  functions: ['submit-order', 'complete-order'],
  compileCache: '/data/compiled',
};

it('loads the functions of a bundle in one thread, and each plugin in another', () => {
  const plugin = {
    module: 'file:///data/plugin-zuora.mjs',
    functions: ['plugin-zuora'],
    compileCache: '/data/compiled',
  };
  const ids = ['submit-order', 'plugin-zuora', 'complete-order'];
  expect(preloadsOf(ids, bundles, [])).toEqual([orders, plugin]);
});

it("leaves out a project's own plugins, whose modules may read their environment", () => {
  const own = [{ plugin: { ...zuora, name: 'loyaltyPoints' }, file: '/shop/plugins/loyalty-points/plugin.ts' }];
  expect(preloadsOf(['submit-order', 'plugin-loyalty-points', 'complete-order'], bundles, own)).toEqual([orders]);
});
