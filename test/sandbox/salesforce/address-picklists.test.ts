import { describe, expect, it } from 'vitest';
import { runSandbox } from '../running-sandbox.ts';

const OBJECT = '/sobjects/Account';

async function withAccount(address: Record<string, unknown>) {
  const running = await runSandbox();
  const created = await running.salesforce('POST', OBJECT, { Name: 'Engines', ...address });
  const path = `${OBJECT}/${(created.body as { id: string }).id}`;
  return { ...running, created, path, read: async () => (await running.salesforce('GET', path)).body };
}

describe('an org with state and country picklists', () => {
  it.each([
    [
      'codes',
      { BillingCountryCode: 'us', BillingStateCode: 'ca' },
      { BillingCountry: 'United States', BillingState: 'California' },
    ],
    [
      'integration values',
      { BillingCountry: 'United States', BillingState: 'California' },
      { BillingCountryCode: 'US', BillingStateCode: 'CA' },
    ],
    [
      'a code that overrides the value',
      { BillingCountry: 'France', BillingCountryCode: 'GB' },
      { BillingCountry: 'United Kingdom' },
    ],
    ['a country without states', { ShippingCountryCode: 'GB', ShippingCity: 'Leeds' }, { ShippingStateCode: null }],
  ])('takes %s and keeps both in step', async (_, written, stored) => {
    const { read } = await withAccount(written);
    expect(await read()).toMatchObject(stored);
  });

  it.each([
    ['a code as the value', { BillingCountry: 'GB' }, ['BillingCountry']],
    ['an unknown code', { BillingCountryCode: 'UK' }, ['BillingCountryCode']],
    ['a state of another country', { BillingCountryCode: 'GB', BillingStateCode: 'CA' }, ['BillingStateCode']],
    ['a state without a country', { BillingStateCode: 'CA' }, ['BillingState']],
    ['a county', { BillingCountryCode: 'GB', BillingState: 'West Yorkshire' }, ['BillingState']],
  ])('rejects %s', async (_, written, fields) => {
    const { created, effects } = await withAccount(written);
    expect(created).toMatchObject({ status: 400, body: [{ errorCode: 'FIELD_INTEGRITY_EXCEPTION', fields }] });
    expect(await effects()).toEqual([]);
  });

  it('rejects a new country that lacks the stored state, and a value that contradicts its code', async () => {
    const { path, read, salesforce } = await withAccount({ BillingCountryCode: 'US', BillingStateCode: 'CA' });
    for (const wrong of [{ BillingCountryCode: 'GB' }, { BillingCountryCode: 'GB', BillingCountry: 'France' }])
      expect((await salesforce('PATCH', path, wrong)).status).toBe(400);
    await salesforce('PATCH', path, { BillingCountryCode: 'GB', BillingStateCode: null });
    expect(await read()).toMatchObject({ BillingCountry: 'United Kingdom', BillingState: null });
    await salesforce('PATCH', path, { BillingCountryCode: null });
    expect(await read()).toMatchObject({ BillingCountry: null });
  });
});

describe('an org without state and country picklists', () => {
  it('stores any text, and has no code fields', async () => {
    const { salesforce, send } = await runSandbox();
    await send('PATCH', '/__salesforce', { addressPicklists: false });
    const address = { BillingCountry: 'GB', BillingState: 'West Yorkshire' };
    expect((await salesforce('POST', OBJECT, { Name: 'Engines', ...address })).status).toBe(201);
    const coded = await salesforce('POST', OBJECT, { Name: 'Looms', BillingCountryCode: 'GB' });
    expect(coded).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_FIELD' }] });
  });
});
