import { describe, expect, it } from 'vitest';
import { runSandbox } from '../running-sandbox.ts';
import { NEW_ACCOUNT, newOrder } from './zuora-requests.ts';

describe('accounts', () => {
  it('are created, and shown by number and by id', async () => {
    const { zuora, effects } = await runSandbox();
    const created = await zuora('POST', '/v1/accounts', { ...NEW_ACCOUNT, CrmRef__c: 'crm-1' });
    expect(created).toMatchObject({ status: 200, body: { success: true, accountNumber: 'A00000001' } });
    const { accountId } = created.body as { accountId: string };
    for (const key of ['A00000001', accountId]) {
      const shown = await zuora('GET', `/v1/accounts/${key}`);
      expect(shown.body).toMatchObject({
        success: true,
        basicInfo: { id: accountId, accountNumber: 'A00000001', CrmRef__c: 'crm-1' },
        billingAndPayment: { currency: 'GBP', defaultPaymentMethodId: 'hosted-page-method' },
        billToContact: { firstName: 'Ada' },
        soldToContact: { firstName: 'Ada' },
      });
    }
    expect(await effects()).toMatchObject([{ kind: 'account.created', key: 'A00000001' }]);
  });

  it('store the name of a country for its code, and any other text unchanged', async () => {
    const { zuora } = await runSandbox();
    const countryOf = async () => {
      const { body } = await zuora('GET', '/v1/accounts/A00000001');
      return (body as { billToContact: { country?: string } }).billToContact.country;
    };
    await zuora('POST', '/v1/accounts', {
      ...NEW_ACCOUNT,
      billToContact: { ...NEW_ACCOUNT.billToContact, country: 'BG' },
    });
    expect(await countryOf()).toBe('Bulgaria');
    for (const [sent, shown] of [
      ['gb', 'United Kingdom'],
      ['Belgium', 'Belgium'],
      ['QX', 'QX'],
    ]) {
      await zuora('PUT', '/v1/accounts/A00000001', {
        billToContact: { firstName: 'Ada', lastName: 'Lovelace', country: sent },
      });
      expect(await countryOf()).toBe(shown);
    }
  });

  it('name the postcode zipCode, and postalCode only in an order', async () => {
    const { zuora } = await runSandbox();
    const contact = { firstName: 'Ada', lastName: 'Lovelace' };
    const withPostcode = { ...NEW_ACCOUNT, billToContact: { ...contact, postalCode: 'LS1 1AA' } };
    expect((await zuora('POST', '/v1/orders', { ...newOrder(), newAccount: withPostcode })).body).toMatchObject({
      success: true,
    });
    expect((await zuora('GET', '/v1/accounts/A00000001')).body).toMatchObject({
      billToContact: { zipCode: 'LS1 1AA' },
    });
    const changes: readonly [object, object][] = [
      [{ ...contact, zipCode: 'YO1 1AA' }, { success: true }],
      [
        { ...contact, postalCode: 'YO1 1AA' },
        { success: false, reasons: [{ code: 50000020 }] },
      ],
      [{ zipCode: 'YO1 1AA' }, { success: false, reasons: [{ code: 50000022 }, { code: 50000022 }] }],
    ];
    for (const [billToContact, answer] of changes) {
      expect((await zuora('PUT', '/v1/accounts/A00000001', { billToContact })).body).toMatchObject(answer);
    }
  });

  it('take custom fields, but no other unknown field', async () => {
    const { zuora } = await runSandbox();
    await zuora('POST', '/v1/accounts', NEW_ACCOUNT);
    expect((await zuora('PUT', '/v1/accounts/A00000001', { CrmRef__c: 'crm-1' })).body).toEqual({ success: true });
    expect((await zuora('PUT', '/v1/accounts/A00000001', { crmRef: 'crm-1' })).body).toMatchObject({
      reasons: [{ code: 50000020, message: "'crmRef': is not a field of the request" }],
    });
  });

  it('of an order need a bill cycle day', async () => {
    const { zuora } = await runSandbox();
    const { billCycleDay: _day, ...newAccount } = NEW_ACCOUNT;
    expect((await zuora('POST', '/v1/orders', { ...newOrder(), newAccount })).body).toMatchObject({
      reasons: [{ code: 50000022, message: "'newAccount.billCycleDay' may not be empty" }],
    });
  });

  it('keep fields that an update does not name, and count an update once', async () => {
    const { zuora, effects } = await runSandbox();
    await zuora('POST', '/v1/accounts', NEW_ACCOUNT);
    const method = { type: 'CreditCard', accountKey: 'A00000001' };
    const { id } = (await zuora('POST', '/v1/payment-methods', method)).body as { id: string };
    const billToContact = { firstName: 'Ada', lastName: 'Lovelace', city: 'London' };
    const change = { billToContact, defaultPaymentMethodId: id };
    for (const _ of [1, 2])
      expect((await zuora('PUT', '/v1/accounts/A00000001', change)).body).toEqual({ success: true });
    expect((await zuora('GET', '/v1/accounts/A00000001')).body).toMatchObject({
      billToContact: { firstName: 'Ada', city: 'London' },
      billingAndPayment: { defaultPaymentMethodId: id },
    });
    const updates = (await effects()).filter(({ kind }) => kind === 'account.updated');
    expect(updates).toMatchObject([{ fields: ['billToContact', 'defaultPaymentMethodId'] }]);
  });

  it('reject a default payment method that is unknown, an orphan or from another account', async () => {
    const { zuora, effects } = await runSandbox();
    await zuora('POST', '/v1/accounts', NEW_ACCOUNT);
    await zuora('POST', '/v1/accounts', { ...NEW_ACCOUNT, hpmCreditCardPaymentMethodId: 'of-the-second' });
    for (const defaultPaymentMethodId of ['unknown', 'a'.repeat(32), 'of-the-second']) {
      const answer = await zuora('PUT', '/v1/accounts/A00000001', { defaultPaymentMethodId });
      expect(answer.body).toMatchObject({ success: false });
    }
    expect((await effects()).map(({ kind }) => kind)).not.toContain('account.updated');
  });

  it('store no card data', async () => {
    const { zuora } = await runSandbox();
    await zuora('POST', '/v1/accounts', { ...NEW_ACCOUNT, creditCard: { cardNumber: '4111111111111111' } });
    const shown = await zuora('GET', '/v1/accounts/A00000001');
    expect(JSON.stringify(shown.body)).not.toContain('4111');
  });

  it.each([
    ['no name', { name: undefined }, 50000022],
    ['no contact', { billToContact: undefined }, 50000022],
    ['a contact without a last name', { billToContact: { firstName: 'A' } }, 50000022],
    ['a currency that is none', { currency: 'pounds' }, 50000020],
  ])('are rejected with %s', async (_, change, code) => {
    const { zuora, effects } = await runSandbox();
    const answer = await zuora('POST', '/v1/accounts', { ...NEW_ACCOUNT, ...change });
    expect(answer).toMatchObject({ status: 200, body: { success: false, reasons: [{ code }] } });
    expect(await effects()).toEqual([]);
  });

  it('are not found by an unknown key', async () => {
    const { zuora } = await runSandbox();
    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', {}],
    ] as const) {
      const answer = await zuora(method, '/v1/accounts/A9', body);
      const reasons = [{ code: 50000040, message: "Cannot find entity by key: 'A9'." }];
      expect(answer).toMatchObject({ status: 200, body: { success: false, reasons } });
    }
  });
});
