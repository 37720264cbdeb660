import { describe, expect, it } from 'vitest';
import { privateValues, useContractWorld } from '../../contract/contract-world.ts';
import { NEW_ORDER } from '../../contract/partner-sandbox.ts';
import { describePluginContract } from '../../contract/plugin-contract.ts';
import { salesforceV3 } from '../../plugins/salesforce-v3/plugin.ts';

const OPTIONS = { includeBillingDetails: true, includeDeliveryDetails: true };

describePluginContract({
  plugin: salesforceV3,
  options: () => OPTIONS,
  partner: { name: 'salesforce', path: '/services/data/v62.0/sobjects' },
  effects: ['account.created', 'contact.created'],
  probed: 'part',
  declined: { name: 'PluginFailed', code: 'salesforce_refused' },
});

describe('an order that updates a customer in Salesforce', () => {
  const world = useContractWorld(salesforceV3);
  const run = async (order: typeof NEW_ORDER) => {
    const event = await world.eventOf(order, { options: OPTIONS }, {});
    return { event, answer: await world.host()(event) };
  };

  it('stores neither the old nor the new details, nor the e-mail address of the lookup, in the record of its step', async () => {
    const { answer: customer } = await run(NEW_ORDER);
    const change = {
      order_type: 'change_address',
      type: 'all',
      owner: 'id-1',
      userDetails: { email: 'ada.byrne@example.org' },
      address: {
        firstName: 'Adeline',
        address1: '7 Rue Haute',
        city: 'Bruxelles',
        postalCode: 'B-1000',
        country: 'BE',
      },
    };
    const { answer, event } = await run(change);
    expect(answer.output).toMatchObject({ crmId: customer.output.crmId, updated: ['Account'] });
    const text = await world.storedText(event);
    expect(text).toContain('BillingStreet');
    expect(text).toContain('/query?q=');
    for (const value of [...privateValues(change), ...privateValues(NEW_ORDER)]) expect(text).not.toContain(value);
  });
});
