import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { sendOverHttp } from '../../helpers/plugin-context.ts';
import { NUMBER, problemsOf, useZuora } from './use-zuora.ts';

const { changes, read, run, sandbox, subscribe, watched } = useZuora();
const target: JsonObject = { forSubscription: { name: NUMBER } };
const account = () => read('/v1/accounts/A00000001');
const byAccount = { customFields: { zuora_account_number: 'A00000001' } };

describe('a change of address', () => {
  const order: JsonObject = {
    ...target,
    order_type: 'change_address',
    type: 'billing',
    address: { firstName: 'Ada', address1: '5 High Street', city: 'York', postalCode: 'YO1 1AA', country: 'GB' },
  };
  const moved = { address1: '5 High Street', address2: '', city: 'York', zipCode: 'YO1 1AA' };

  it.each([
    ['billing', ['billToContact']],
    ['delivery', ['soldToContact']],
    ['all', ['billToContact', 'soldToContact']],
  ])('of type %s replaces the address of %j as a whole', async (type, contacts) => {
    await subscribe();
    const before = await account();
    const { output } = await run({ ...order, type });
    expect(output).toEqual({ accountNumber: 'A00000001', subscriptionNumber: NUMBER });
    const after = await account();
    for (const contact of contacts) expect(after[contact]).toMatchObject({ ...moved, firstName: 'Ada' });
    if (type === 'delivery') expect(after.billToContact).toEqual(before.billToContact);
  });

  it('sends the names that do not change as the account shows them, because Zuora requires them', async () => {
    await subscribe();
    const sent = await watched({ ...order, type: 'all' });
    const contact = { ...moved, state: '', county: '', firstName: 'Ada', lastName: 'Byrne', country: 'GB' };
    expect(sent.find(({ method }) => method === 'PUT')?.json).toEqual({
      billToContact: contact,
      soldToContact: contact,
    });
  });

  it('asks for no names when the order has them', async () => {
    await subscribe();
    const address = { ...(order.address as JsonObject), lastName: 'King' };
    const sent = await watched({ ...order, ...byAccount, address });
    expect(sent.filter(({ url }) => url.includes('/v1/accounts/')).map(({ method }) => method)).toEqual(['GET', 'PUT']);
    expect(await account()).toMatchObject({ billToContact: { firstName: 'Ada', lastName: 'King' } });
  });

  it('finds the account by its number', async () => {
    await subscribe();
    const { output } = await run({ ...order, ...byAccount, forSubscription: null });
    expect(output).toEqual({ accountNumber: 'A00000001' });
    expect(await account()).toMatchObject({ billToContact: moved });
  });

  it('succeeds when Zuora declines a repeat after the first attempt took effect', async () => {
    const number = await subscribe();
    const fault = { partner: 'zuora', path: `/v1/accounts/${number}`, times: 1 };
    await sandbox.fault({ ...fault, fault: 'drop-after-effect' });
    await failureOf(run(order));
    await sandbox.fault({ ...fault, fault: 'decline' });
    const { output } = await run(order, { attempt: 2 });
    expect(output).toEqual({ accountNumber: number, subscriptionNumber: NUMBER });
    expect(await changes()).toEqual(['account.updated']);
  });

  it.each([1, 2])('is declined when Zuora declines and no attempt took effect, in attempt %d', async (attempt) => {
    const number = await subscribe();
    await sandbox.fault({ partner: 'zuora', path: `/v1/accounts/${number}`, fault: 'decline', times: 1 });
    expect(await failureOf(run(order, { attempt }))).toMatchObject({ name: 'PluginDeclined' });
    expect(await changes()).toEqual([]);
  });

  it('masks the address that Zuora quotes in a rejection', async () => {
    await subscribe();
    const quoting = async (request: HttpRequest) => {
      if (request.method !== 'PUT') return sendOverHttp(request);
      const reasons = [{ code: 50000020, message: "'5 High Street' in YO1 1AA is not valid" }];
      return { status: 200, headers: {}, body: { success: false, reasons } };
    };
    const failure = await failureOf(run(order, { http: quoting }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'zuora_refused' });
    expect(failure.message).toContain("'[personal]' in [personal] is not valid");
  });

  it('fails when Zuora does not have the account', async () => {
    await subscribe();
    const stranger = { ...order, customFields: { zuora_account_number: 'A404' } };
    expect(await failureOf(run(stranger))).toMatchObject({ name: 'PluginFailed', code: 'account_not_found' });
  });

  it.each<[string, JsonObject, string[]]>([
    ['a usable order', {}, []],
    ['an order for an account', { forSubscription: null, ...byAccount }, []],
    ['an order for an owner', { forSubscription: null, owner: 'id-1' }, ['account_missing at subscriptionRef']],
    ['an empty address', { address: {} }, ['nothing_to_change at address']],
    ['an unknown type', { type: 'home' }, ['order_invalid at type']],
  ])('is checked: %s', (_name, more, expected) => {
    expect(problemsOf({ ...order, ...more })).toEqual(expected);
  });
});

describe('a change of customer details', () => {
  const order: JsonObject = { ...target, order_type: 'update_customer_details' };

  it('updates the bill-to contact, and the name of the account for a company', async () => {
    await subscribe();
    const customerDetails = { email: 'ada@example.org', phone: '+441134960001', companyName: 'Byrne Ltd' };
    await run({ ...order, customerDetails, deliveryDetails: { firstName: 'Bo', address1: '2 Low Street' } });
    expect(await account()).toMatchObject({
      basicInfo: { name: 'Byrne Ltd' },
      billToContact: {
        firstName: 'Ada',
        address1: '1 Mill Lane',
        personalEmail: 'ada@example.org',
        mobilePhone: '+441134960001',
      },
      soldToContact: { firstName: 'Bo', address1: '2 Low Street' },
    });
  });

  it('is checked for something to change', () => {
    expect(problemsOf({ ...order, customerDetails: { phone: '1' } })).toEqual([]);
    expect(problemsOf({ ...order, customerDetails: { phone: ' ' } })).toEqual(['nothing_to_change at customerDetails']);
    expect(problemsOf({ ...order, customerDetails: 5 })).toEqual(['order_invalid at customerDetails']);
  });
});

describe('a change of payment', () => {
  const method = 'd'.repeat(32);
  const order: JsonObject = {
    ...target,
    order_type: 'change_payment',
    payment: { type: 'zuora', zuora: { refId: method, paymentGateway: 'Main GW' } },
    billingDetails: { firstName: 'Ada', lastName: 'Byrne' },
  };

  it('links the method and makes it the default, on auto-pay', async () => {
    await subscribe({ autoPay: false });
    const { output } = await run(order);
    expect(output).toEqual({ accountNumber: 'A00000001', subscriptionNumber: NUMBER, paymentMethodId: method });
    expect(await account()).toMatchObject({
      billingAndPayment: { autoPay: true, defaultPaymentMethodId: method },
      billToContact: { lastName: 'Byrne' },
    });
  });

  it('accepts a method that is already linked to the account', async () => {
    await subscribe();
    await run(order, { orderId: 'order-first' });
    await run({ ...order, billingDetails: { lastName: 'Lovelace' } });
    expect(await changes()).toEqual(['payment-method.updated', 'account.updated', 'account.updated']);
  });

  it('rejects a method of another account', async () => {
    await subscribe();
    await run({ ...order, payment: { type: 'zuora', zuora: { refId: 'a'.repeat(32) } } });
    const newAccount = {
      order_type: 'new',
      orderItems: [{ id: '1', offer: { path: '/offers2/Digital Monthly' } }],
      sub_reference: 'OTHER',
      total: { amount: 12, currency: 'GBP' },
      paymentType: 'invoice',
      billingDetails: { firstName: 'Bo', lastName: 'Li', country: 'GB' },
    };
    await run(newAccount, { orderId: 'order-new' });
    const stolen = { ...order, forSubscription: { name: 'OTHER' }, payment: { zuora: { refId: 'a'.repeat(32) } } };
    expect(await failureOf(run(stolen, { orderId: 'order-stolen' }))).toMatchObject({
      name: 'PluginFailed',
      code: 'payment_method_taken',
    });
  });

  it('to invoices takes the account off auto-pay', async () => {
    await subscribe();
    await run({ ...order, payment: { type: 'invoice' } });
    expect(await account()).toMatchObject({ billingAndPayment: { autoPay: false } });
  });

  it('is checked for a payment method', () => {
    expect(problemsOf(order)).toEqual([]);
    expect(problemsOf({ ...order, payment: { type: 'invoice' } })).toEqual([]);
    expect(problemsOf({ ...order, payment: { type: 'stripe' } })).toEqual([
      'payment_method_missing at payment.zuora.refId',
    ]);
    expect(problemsOf({ ...order, payment: null })).toEqual(['payment_method_missing at payment.zuora.refId']);
  });
});
