import { duplicateSubscriptionCheck } from '../../plugins/duplicate-subscription-check/plugin.ts';
import { describePluginContract } from './plugin-contract.ts';

const NEWCOMER = { salesforceV3: { crmId: '001Hs00000000AbIAI', matched: true } };
const SUBSCRIBER = { salesforceV3: { crmId: '001Hs00000000AcIAI', matched: true } };

describePluginContract({
  plugin: duplicateSubscriptionCheck,
  results: NEWCOMER,
  declined: {
    name: 'PluginDeclined',
    code: 'duplicate_subscription',
    results: SUBSCRIBER,
    async arrange({ subscriptions }) {
      const earlier = { product: '/products/Digital', ref: 'order-a/1', orderId: 'order-a', mode: 'production' };
      await subscriptions.record({ crmId: SUBSCRIBER.salesforceV3.crmId, names: ['A-S1'], subscriptions: [earlier] });
    },
  },
  transient: async (world) => world.failNextRead(),
});
