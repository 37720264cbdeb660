import { describe, expect, it } from 'vitest';
import { usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { CAMPAIGN_CATALOG } from '../../../scripts/test-faults/campaign-catalog.ts';
import { API_VERSIONS, CURRENCIES, campaignTenant } from '../../../scripts/test-faults/campaign-tenant.ts';
import { expectedAmounts, type SentOrder } from '../../../scripts/test-faults/expected-amounts.ts';
import { followUpOrder, randomOrder, type Subscription } from '../../../scripts/test-faults/random-order.ts';
import { pluginContext } from '../../helpers/plugin-context.ts';

const SEED = 7;
const INDEXES = Array.from({ length: 200 }, (_, index) => index);
const NEW = INDEXES.map((index) => randomOrder(SEED, index).order).filter((order) =>
  JSON.stringify(order).includes('Digital Monthly'),
);
const TYPES = [
  'renew',
  'change_offer',
  'add_offer',
  'update_subscription',
  'cancel_subscription',
  'change_address',
  'credit',
  'refund',
];

const sandbox = usePartnerSandbox(CAMPAIGN_CATALOG);

/** Runs the zuora step of a campaign for an order, and returns the cents that moved by kind. */
async function moved(order: JsonObject, orderId: string, apiVersion: string) {
  const tenant = campaignTenant('stop', sandbox.url, apiVersion) as {
    processOrder: { name: string; options: JsonObject }[];
  };
  const options = tenant.processOrder.find(({ name }) => name === 'zuora')?.options ?? {};
  const before = (await sandbox.effects()).length;
  const { output } = await zuora.run(
    pluginContext(zuora, { order, orderId, options, secrets: sandbox.secrets }).context,
  );
  const effects = (await sandbox.effects()).slice(before).filter(({ amount }) => amount !== undefined);
  const cents = Object.fromEntries(effects.map(({ amount, kind }) => [kind, Math.round(Number(amount) * 100)]));
  return { output, cents };
}

function expected(sent: SentOrder) {
  return expectedAmounts(sent).cents;
}

describe.each(API_VERSIONS)('a campaign on version %s of Zuora', (version) => {
  it.each(CURRENCIES)('collects what new orders in %s say', async (currency) => {
    const order = NEW.find(({ total }) => (total as { currency: string }).currency === currency);
    if (order === undefined) throw new Error(`There is no order in ${currency}.`);
    const { cents } = await moved(order, 'order-1', version);
    expect(cents).toEqual({ 'payment.collected': expected({ order, subscription: undefined })['payment.collected'] });
  });

  it.each(TYPES)('moves the expected amount for %s, whenever the subscription began', async (type) => {
    for (const [number, order] of NEW.slice(0, 6).entries()) {
      const { output } = await moved(order, `order-${number}`, version);
      const subscription = {
        reference: String(output.subscriptionNumber),
        owner: String(order.owner),
        email: (order.customerDetails as { email: string }).email,
        currency: (order.total as { currency: Subscription['currency'] }).currency,
        startedOn: String(order.orderDate).slice(0, 10),
      };
      const followUp = INDEXES.map((index) => followUpOrder(SEED, index, subscription).order).find(
        ({ order_type }) => order_type === type,
      );
      if (followUp === undefined) throw new Error(`There is no ${type}.`);
      const { cents } = await moved(followUp, `order-${number}-again`, version);
      expect(cents, `subscription from ${subscription.startedOn}`).toEqual(expected({ order: followUp, subscription }));
    }
  });
});
