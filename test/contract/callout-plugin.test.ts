import { describePluginContract } from '../../contract/plugin-contract.ts';
import { calloutPlugin } from '../../plugins/callout-plugin/plugin.ts';

describePluginContract({
  plugin: calloutPlugin,
  options: (url) => {
    const byKey = `${url}/provisioning/requests/{idempotencyKey}`;
    const recovery = { statusUrl: byKey, statusBody: 'body.result', undo: { url: byKey } };
    return { endpoint: `${url}/provisioning/orders`, rejectUnlessOk: true, ...recovery };
  },
  partner: { name: 'provisioning', path: '/orders' },
  effects: ['callout.received'],
  undone: ['callout.undone', 'user.removed'],
  declined: { name: 'PluginFailed', code: 'callout_rejected' },
  // Limio's callout treats any status that the options do not reject as a success, whatever the body.
  malformed: 'accepted',
});
