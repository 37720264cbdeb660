import { NEW_ORDER } from '../../contract/partner-sandbox.ts';
import { describePluginContract } from '../../contract/plugin-contract.ts';
import { zuora } from '../../plugins/zuora/plugin.ts';

/** Versions before 2024-05-20 answer rejections with status 200. */
const VERSIONS = ['2025-08-12', '341.0'];

/** An order that names no amount is not previewed, so that every fault hits the order itself. */
const ITEM = { id: 'item-1', offer: { path: '/offers2/Digital Monthly' } };
const order = { ...NEW_ORDER, orderItems: [ITEM], total: { currency: 'GBP' } };

for (const apiVersion of VERSIONS) {
  describePluginContract({
    plugin: zuora,
    order,
    options: () => ({ apiVersion, ratePlans: { '/offers2/Digital Monthly': '8ad08d2989bcbba00189bd6e1c000001' } }),
    results: { salesforceV3: { crmId: '001Hs00000000AbIAI' } },
    partner: { name: 'zuora', path: '/v1/orders' },
    effects: ['account.created', 'subscription.created', 'payment.collected'],
    undone: ['subscription.cancelled', 'credit-memo.created', 'refund.created'],
    declined: { name: 'PluginDeclined', code: 'card_declined' },
  });
}
