import { zuora } from '../../plugins/zuora/plugin.ts';
import { describePluginContract } from './plugin-contract.ts';

/** Versions before 2024-05-20 answer rejections with status 200. */
const VERSIONS = ['2025-08-12', '341.0'];

for (const apiVersion of VERSIONS) {
  describePluginContract({
    plugin: zuora,
    options: () => ({ apiVersion, ratePlans: { '/offers2/Digital Monthly': '8ad08d2989bcbba00189bd6e1c000001' } }),
    results: { salesforceV3: { crmId: '001Hs00000000AbIAI' } },
    partner: { name: 'zuora', path: '/v1/orders' },
    effects: ['account.created', 'subscription.created', 'payment.collected'],
    undone: ['subscription.cancelled', 'credit-memo.created', 'refund.created'],
    declined: { name: 'PluginDeclined', code: 'card_declined' },
  });
}
