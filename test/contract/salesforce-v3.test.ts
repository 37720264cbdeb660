import { salesforceV3 } from '../../plugins/salesforce-v3/plugin.ts';
import { describePluginContract } from './plugin-contract.ts';

describePluginContract({
  plugin: salesforceV3,
  options: () => ({ includeBillingDetails: true }),
  partner: { name: 'salesforce', path: '/services/data/v62.0/sobjects' },
  effects: ['account.created', 'contact.created'],
  declined: { name: 'PluginFailed', code: 'salesforce_refused' },
});
