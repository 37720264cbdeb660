import { calloutPlugin } from '../../plugins/callout-plugin/plugin.ts';
import { describePluginContract } from './plugin-contract.ts';

describePluginContract({
  plugin: calloutPlugin,
  options: (url) => ({ endpoint: `${url}/provisioning/orders`, rejectUnlessOk: true }),
  partner: { name: 'provisioning', path: '/orders' },
  effects: ['callout.received'],
  declined: { name: 'PluginFailed', code: 'callout_rejected' },
  // Limio's callout takes any status that is not to be rejected for a success, whatever the body.
  malformed: 'accepted',
});
