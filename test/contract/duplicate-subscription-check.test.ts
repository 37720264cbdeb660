import { randomUUID } from 'node:crypto';
import { describePluginContract } from '../../contract/plugin-contract.ts';
import { duplicateSubscriptionCheck } from '../../plugins/duplicate-subscription-check/plugin.ts';

const SUBSCRIBER = { salesforceV3: { crmId: '001Hs00000000AcIAI', matched: true } };

describePluginContract({
  plugin: duplicateSubscriptionCheck,
  // Each order has an account of its own: no other order has reserved its products.
  get results() {
    return { salesforceV3: { crmId: randomUUID(), matched: true } };
  },
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
