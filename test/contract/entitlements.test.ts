import { NEW_ORDER } from '../../contract/partner-sandbox.ts';
import { describePluginContract } from '../../contract/plugin-contract.ts';
import { entitlements } from '../../plugins/entitlements/plugin.ts';

const products = [{ path: '/products/Digital', entitlements: [{ $ref: '/entitlements/Digital' }] }];

describePluginContract({
  plugin: entitlements,
  order: {
    ...NEW_ORDER,
    owner: 'id-71b0c2f4a86d4e19b3c7d5f0e2a49816',
    orderItems: [{ id: 'item-1', offer: { path: '/offers2/Digital Monthly' }, products }],
  },
  options: (url) => {
    const byKey = `${url}/provisioning/requests/{idempotencyKey}`;
    return { endpoint: `${url}/provisioning`, statusUrl: byKey, undo: { url: byKey } };
  },
  partner: { name: 'provisioning', path: '/entitlements/grant' },
  effects: ['entitlement.granted'],
  undone: ['entitlement.restored'],
  declined: { name: 'PluginFailed', code: 'endpoint_refused' },
});
