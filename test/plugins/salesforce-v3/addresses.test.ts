import { describe, expect, it } from 'vitest';
import { NEW_ORDER, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import type { HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp } from '../../helpers/plugin-context.ts';
import { changeSalesforce, storedAccount } from '../salesforce-org.ts';

const sandbox = usePartnerSandbox();
const recorded = (address: JsonObject, extra: GivenContext = {}) => {
  const options = { includeBillingDetails: true, namedRecords: 'trust', ...extra.options };
  const billingDetails = { firstName: 'Ada', lastName: 'Byrne', address1: '1 Mill Lane', city: 'Leeds', ...address };
  const { country: _country, ...rest } = NEW_ORDER;
  const order = { ...rest, billingDetails };
  return pluginContext(salesforceV3, { order, secrets: sandbox.secrets, ...extra, options });
};
const run = async (address: JsonObject, extra: GivenContext = {}) =>
  (await salesforceV3.run(recorded(address, extra).context)).output;

async function change(crmId: JsonValue | undefined, address: JsonObject, options: JsonObject = {}) {
  const order = { order_type: 'change_address', type: 'billing', address, tracking: { accountId: crmId ?? null } };
  return run({}, { order, options });
}

describe('the address of a new account', () => {
  it.each([
    ['a country code', { country: 'GB' }, { BillingCountryCode: 'GB', BillingCountry: 'United Kingdom' }],
    ['a country by name', { country: 'United Kingdom' }, { BillingCountryCode: 'GB' }],
    ['a state code', { country: 'US', state: 'CA' }, { BillingStateCode: 'CA', BillingState: 'California' }],
    ['a state code with its country', { country: 'US', state: 'us-ca' }, { BillingStateCode: 'CA' }],
    ['a state by name', { country: 'US', state: 'California' }, { BillingStateCode: 'CA' }],
    ['a short state by name', { country: 'IN', state: 'Goa' }, { BillingStateCode: 'GA' }],
    ['a state code in lower case', { country: 'AU', state: 'nsw' }, { BillingState: 'New South Wales' }],
    ['a numbered state', { country: 'JP', state: '13' }, { BillingState: 'Tokyo' }],
    ['no country', {}, { BillingCity: 'Leeds', BillingCountry: null }],
  ])('takes %s in an org with picklists', async (_, address, stored) => {
    const output = await run(address);
    expect(output).not.toHaveProperty('dropped');
    expect(await storedAccount(sandbox, output.crmId)).toMatchObject(stored);
  });

  it.each([
    ['a county, which Salesforce has no value for', { country: 'GB', state: 'West Yorkshire' }, ['BillingState'], 'GB'],
    ['a state without a country', { state: 'CA' }, ['BillingState'], null],
    ['an unknown state', { country: 'US', state: 'ZZ' }, ['BillingStateCode'], 'US'],
    ['an unknown country', { country: 'XX' }, ['BillingCountryCode'], null],
    [
      'an unknown country with its state',
      { country: 'Atlantis', state: 'CA' },
      ['BillingCountry', 'BillingStateCode'],
      null,
    ],
  ])('leaves out only %s, and says so in the output', async (_, address, dropped, countryCode) => {
    const { context } = recorded(address);
    const { output } = await salesforceV3.run(context);
    expect(output.dropped).toEqual(dropped);
    const stored = { BillingStreet: '1 Mill Lane', BillingCity: 'Leeds', BillingCountryCode: countryCode };
    expect(await storedAccount(sandbox, output.crmId)).toMatchObject(stored);
    expect(await run(address, { orderId: 'order-second' })).toMatchObject({ crmId: output.crmId, matched: true });
  });

  it('warns about what Salesforce rejected, without the value', async () => {
    const { context, logs } = recorded({ country: 'Atlantis' });
    await salesforceV3.run(context);
    const warnings = logs.filter(({ level }) => level === 'warn');
    expect(warnings.map(({ data }) => data)).toEqual([{ fields: ['BillingCountry'] }]);
    expect(JSON.stringify(logs)).not.toContain('Atlantis');
  });

  it('takes states of countries that the org has added', async () => {
    const options = { countriesWithStates: ['GB'] };
    // The seeded org has no states of this country, so it shows that the plugin sends one.
    expect((await run({ country: 'GB', state: 'Leeds' }, { options })).dropped).toEqual(['BillingState']);
    expect((await run({ country: 'US', state: 'CA' }, { options, orderId: 'order-second' })).matched).toBe(true);
  });

  it('is sent as it is to an org without picklists', async () => {
    await changeSalesforce(sandbox, { addressPicklists: false });
    const address = { country: 'GB', state: 'West Yorkshire' };
    const output = await run(address, { options: { addressPicklists: false } });
    expect(output).not.toHaveProperty('dropped');
    const stored = { BillingCountry: 'GB', BillingState: 'West Yorkshire' };
    expect(await storedAccount(sandbox, output.crmId)).toMatchObject(stored);
  });

  it('loses no other part when the org has picklists but the options say otherwise', async () => {
    const output = await run({ country: 'GB' }, { options: { addressPicklists: false } });
    expect(output.dropped).toEqual(['BillingCountry']);
    expect(await storedAccount(sandbox, output.crmId)).toMatchObject({ BillingCity: 'Leeds' });
  });
});

describe('a changed address', () => {
  it.each([
    ['a code', { country: 'CA', state: 'ON', city: 'Ottawa' }, { BillingStateCode: 'ON', BillingCountryCode: 'CA' }],
    [
      'a country without states',
      { country: 'BE', city: 'Brussels' },
      { BillingStateCode: null, BillingCountryCode: 'BE' },
    ],
    ['no country', { city: 'Brussels' }, { BillingStateCode: null, BillingCountryCode: null }],
  ])('replaces every part of the old one with %s', async (_, address, stored) => {
    const { crmId } = await run({ country: 'US', state: 'CA' });
    const output = await change(crmId, address);
    expect(output).toMatchObject({ updated: ['Account'] });
    expect(output).not.toHaveProperty('dropped');
    expect(await storedAccount(sandbox, crmId)).toMatchObject({ ...stored, BillingCity: address.city });
    const effects = await sandbox.effects();
    expect(await change(crmId, address)).toEqual(output);
    expect(await sandbox.effects()).toEqual(effects);
  });

  it.each([
    ['state', { country: 'US', state: 'ZZ', city: 'Ottawa' }, ['BillingStateCode'], 'US'],
    ['country', { country: 'XX', state: 'ON', city: 'Ottawa' }, ['BillingState', 'BillingCountryCode'], null],
  ])(
    'leaves out only a %s that Salesforce rejects, and keeps none of the old one',
    async (_, address, dropped, code) => {
      const { crmId } = await run({ country: 'US', state: 'CA' });
      const output = await change(crmId, address);
      expect(output).toMatchObject({ updated: ['Account'], dropped });
      const stored = { BillingCity: 'Ottawa', BillingCountryCode: code, BillingStateCode: null };
      expect(await storedAccount(sandbox, crmId)).toMatchObject(stored);
    },
  );

  it('fails when Salesforce rejects another field', async () => {
    const { crmId } = await run({ country: 'GB' });
    const http = async (request: HttpRequest) => {
      if (request.method !== 'PATCH') return sendOverHttp(request);
      const error = { errorCode: 'FIELD_INTEGRITY_EXCEPTION', message: 'No.', fields: ['ParentId', 'BillingState'] };
      return { status: 400, headers: {}, body: [error] };
    };
    const order = {
      order_type: 'change_address',
      type: 'billing',
      address: { country: 'GB' },
      tracking: { accountId: crmId ?? null },
    };
    await expect(run({}, { order, http })).rejects.toMatchObject({ name: 'PluginFailed', code: 'salesforce_refused' });
  });
});
