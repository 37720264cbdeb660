import { NEW_ORDER } from '../../contract/partner-sandbox.ts';
import { describePluginContract } from '../../contract/plugin-contract.ts';
import { transferOwnership } from '../../plugins/transfer-ownership/plugin.ts';

// The sandbox has no objects to move, but its orders accept any JSON and honour the idempotency key.
describePluginContract({
  plugin: transferOwnership,
  order: { ...NEW_ORDER, owner: 'id-00000000000000000000000000000001' },
  results: { identity: { owner: 'id-00000000000000000000000000000002' } },
  options: (url) => {
    const byKey = `${url}/provisioning/requests/{idempotencyKey}`;
    const recovery = { statusUrl: byKey, undo: { url: byKey } };
    return { endpoint: `${url}/provisioning/orders`, destinationId: 'results.identity.owner', ...recovery };
  },
  partner: { name: 'provisioning', path: '/orders' },
  effects: ['callout.received'],
  undone: ['callout.undone'],
  declined: { name: 'PluginFailed', code: 'endpoint_refused' },
});
