import { describePluginContract } from '../../contract/plugin-contract.ts';
import { platformEvents } from '../../plugins/platform-events/plugin.ts';

describePluginContract({
  plugin: platformEvents,
  // The whole order goes to Salesforce, but must not stay in the step's record.
  options: () => ({ sendWholeOrder: true }),
  partner: { name: 'salesforce', path: '/services/data' },
  effects: ['platform-event.published'],
  declined: { name: 'PluginFailed', code: 'salesforce_refused' },
});
