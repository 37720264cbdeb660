import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import type { JsonObject } from '../../core/json.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { exampleOrder } from './scenarios.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({
    configure: () => ({
      processOrder: [
        { name: 'salesforceV3', critical: true, options: { includeBillingDetails: true } },
        { name: 'duplicateSubscriptionCheck', critical: true, options: {} },
        {
          name: 'zuora',
          critical: true,
          options: { ratePlans: { '/offers2/Digital Monthly': '8ad084a68f1d0c3e018f1d2a5b6c9999' } },
        },
      ],
    }),
  });
});
afterAll(() => system.close());

async function submit(order: JsonObject): Promise<OrderView> {
  const { body, status } = await system.api('POST', '/orders', order, { prefer: 'wait=20' });
  return status === 422 ? (body as { order: OrderView }).order : (body as OrderView);
}

async function purchase(person: JsonObject, address: JsonObject = {}): Promise<OrderView> {
  const order = (await exampleOrder()) as JsonObject;
  const { external_id: _externalId, ...rest } = order;
  const customerDetails = { ...(order.customerDetails as JsonObject), ...person };
  const billingDetails = { ...(order.billingDetails as JsonObject), ...address };
  return submit({ ...rest, customerDetails, billingDetails });
}

const crmIdOf = async ({ id }: OrderView) => {
  const { body } = await system.api('GET', `/orders/${id}/process-events`);
  const [event] = (body as { items: { plugins: { id: string; output: JsonObject }[] }[] }).items;
  return event?.plugins.find((plugin) => plugin.id === 'salesforceV3')?.output?.crmId;
};
const accounts = async () =>
  (await system.effects()).filter(({ kind, partner }) => partner === 'salesforce' && kind === 'account.created').length;

describe('customers of one family', () => {
  it('at one address and with one name each have their own account and subscription', async () => {
    const before = await accounts();
    const father = await purchase({ firstName: 'Tom', lastName: 'Moss', email: 'tom@example.org' });
    const son = await purchase({ firstName: 'Tom', lastName: 'Moss', email: 'tom.junior@example.org' });
    expect([father.status, son.status]).toEqual(['complete', 'complete']);
    expect(await crmIdOf(father)).not.toBe(await crmIdOf(son));
    expect(await accounts()).toBe(before + 2);
  });

  it('with one e-mail address each have their own account and subscription', async () => {
    const mother = await purchase({ firstName: 'Eve', lastName: 'Lee', email: 'lee@example.org' });
    const daughter = await purchase({ firstName: 'Ann', lastName: 'Lee', email: 'lee@example.org' });
    expect([mother.status, daughter.status]).toEqual(['complete', 'complete']);
    expect(await crmIdOf(mother)).not.toBe(await crmIdOf(daughter));
  });
});

describe('a customer who moved', () => {
  it('is the same customer with the new and with the old address, and is not sold the same product again', async () => {
    const person = { firstName: 'Ida', lastName: 'Ray', email: 'ida@example.org' };
    const first = await purchase(person);
    expect(first.status).toBe('complete');
    const crmId = await crmIdOf(first);
    const before = await accounts();
    const address = { address1: '5 High Street', city: 'York', postalCode: 'YO1 7HH', country: 'GB' };
    const moved = await submit({
      order_type: 'change_address',
      type: 'billing',
      address,
      forSubscription: { name: String(first.subscriptionReference) },
      userDetails: { email: person.email },
    });
    expect(moved.status).toBe('complete');
    for (const place of [{}, address]) {
      const again = await purchase(person, place);
      const failure = { step: 'duplicateSubscriptionCheck', code: 'duplicate_subscription' };
      expect(again).toMatchObject({ status: 'failed', failure });
      expect(await crmIdOf(again)).toBe(crmId);
    }
    expect(await accounts()).toBe(before);
  });
});
