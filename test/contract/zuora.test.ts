import { zuora } from '../../plugins/zuora/plugin.ts';
import { describePluginContract } from './plugin-contract.ts';

describePluginContract({
  plugin: zuora,
  options: () => ({ ratePlans: { '/offers2/Digital Monthly': '8ad08d2989bcbba00189bd6e1c000001' } }),
  results: { salesforceV3: { crmId: '001Hs00000000AbIAI' } },
  partner: { name: 'zuora', path: '/v1/orders' },
  effects: ['account.created', 'subscription.created'],
  undone: ['subscription.cancelled'],
  declined: { name: 'PluginDeclined', code: 'card_declined' },
});
