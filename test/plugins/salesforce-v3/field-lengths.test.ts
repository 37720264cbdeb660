import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { ACCOUNT_FIELDS } from '../../../sandbox/salesforce/schema/account-fields.ts';
import { CONTACT_FIELDS } from '../../../sandbox/salesforce/schema/contact-fields.ts';
import { type GivenContext, pluginContext } from '../../helpers/plugin-context.ts';
import { storedAccount, storedContact } from '../salesforce-org.ts';

const sandbox = usePartnerSandbox();
const OPTIONS = { includeBillingDetails: true, includeDeliveryDetails: true };
const person = NEW_ORDER.customerDetails as JsonObject;
const billing = NEW_ORDER.billingDetails as JsonObject;
const run = async (order: JsonObject, extra: GivenContext = {}) => {
  const options = { ...OPTIONS, namedRecords: 'trust', ...extra.options };
  return (
    await salesforceV3.run(pluginContext(salesforceV3, { secrets: sandbox.secrets, order, ...extra, options }).context)
  ).output;
};
const check = (order: JsonObject, options: JsonObject = {}) =>
  salesforceV3.check?.(order, salesforceV3.options.parse({ ...OPTIONS, ...options })) ?? [];
const lengthOf = (name: string) =>
  [...ACCOUNT_FIELDS, ...CONTACT_FIELDS].find((field) => field.name === name)?.length ?? 0;

/** Orders with one text, by its path, the field that stores it and whether it may be shortened. */
const TEXTS: readonly (readonly [
  path: string,
  field: string,
  canShorten: boolean,
  order: (text: string) => JsonObject,
])[] = [
  [
    'customerDetails.firstName',
    'FirstName',
    true,
    (firstName) => ({ ...NEW_ORDER, customerDetails: { ...person, firstName } }),
  ],
  [
    'customerDetails.lastName',
    'LastName',
    true,
    (lastName) => ({ ...NEW_ORDER, customerDetails: { ...person, lastName } }),
  ],
  [
    'customerDetails.companyName',
    'Name',
    true,
    (companyName) => ({ ...NEW_ORDER, customerDetails: { ...person, companyName } }),
  ],
  ['customerDetails.phone', 'Phone', false, (phone) => ({ ...NEW_ORDER, customerDetails: { ...person, phone } })],
  ['billingDetails.city', 'BillingCity', true, (city) => ({ ...NEW_ORDER, billingDetails: { ...billing, city } })],
  [
    'billingDetails.postalCode',
    'BillingPostalCode',
    false,
    (postalCode) => ({ ...NEW_ORDER, billingDetails: { ...billing, postalCode } }),
  ],
  [
    'deliveryDetails.city',
    'ShippingCity',
    true,
    (city) => ({ ...NEW_ORDER, deliveryDetails: { city, country: 'GB' } }),
  ],
  [
    'address.city',
    'BillingCity',
    true,
    (city) => ({
      order_type: 'change_address',
      type: 'billing',
      address: { city, country: 'GB' },
      userDetails: { email: person.email ?? '' },
    }),
  ],
];

describe('a text of an order', () => {
  it.each(TEXTS)(
    'at %s is taken up to the length of %s, and rejected beyond it before anything is sent',
    async (path, field, _, order) => {
      const length = lengthOf(field);
      expect(check(order('x'.repeat(length)))).toEqual([]);
      const long = order('x'.repeat(length + 1));
      expect(check(long)).toEqual([
        { path, code: 'field_too_long', message: expect.stringContaining(`${length} characters`) },
      ]);
      expect(await failureOf(run(long))).toMatchObject({ name: 'PluginFailed', code: 'field_too_long' });
      expect(await sandbox.requests()).toEqual([]);
    },
  );

  it.each(TEXTS)(
    'at %s that is too long for %s is shortened if that keeps its meaning: %s',
    async (path, field, canShorten, order) => {
      const options = { whenTooLong: 'shorten' };
      const problems = check(order('x'.repeat(lengthOf(field) + 1)), options);
      expect(problems.map((problem) => problem.path)).toEqual(canShorten ? [] : [path]);
    },
  );

  it('counts both lines of a street as one', () => {
    const order = (address2: string) => ({
      ...NEW_ORDER,
      billingDetails: { ...billing, address1: 'x'.repeat(250), address2 },
    });
    expect(check(order('123'))).toEqual([]);
    expect(check(order('1234'))).toMatchObject([{ path: 'billingDetails.address1' }]);
  });

  it('does not matter if the options keep it out of Salesforce', () => {
    const order = { ...NEW_ORDER, billingDetails: { ...billing, city: 'x'.repeat(41) } };
    expect(check(order, { includeBillingDetails: false })).toEqual([]);
  });
});

describe('a shortened text', () => {
  const options = { whenTooLong: 'shorten' };
  const customerDetails = { ...person, firstName: `${'x'.repeat(39)}😀` };
  const order = { ...NEW_ORDER, customerDetails, billingDetails: { ...billing, city: `${'y'.repeat(39)} town` } };

  it('fits, never ends in half a character, and is listed in the output', async () => {
    const output = await run(order, { options });
    expect(output.shortened).toEqual(['BillingCity', 'FirstName']);
    expect(await storedAccount(sandbox, output.crmId)).toMatchObject({ BillingCity: 'y'.repeat(39) });
    expect(await storedContact(sandbox, output.contactId)).toMatchObject({ FirstName: 'x'.repeat(39) });
  });

  it('still identifies the person', async () => {
    const first = await run(order, { options });
    const again = await run(order, { options, orderId: 'order-second' });
    expect(again).toEqual({ crmId: first.crmId, contactId: first.contactId, matched: true, contactMatched: true });
  });

  it('is listed for a changed address too', async () => {
    const { crmId } = await run(NEW_ORDER);
    const address = { city: 'y'.repeat(41), country: 'GB' };
    const change = { order_type: 'change_address', type: 'billing', address, tracking: { accountId: crmId ?? null } };
    expect(await run(change, { options })).toMatchObject({ updated: ['Account'], shortened: ['BillingCity'] });
  });
});

describe('an e-mail address', () => {
  it('with an international domain is stored in ASCII, and found again', async () => {
    const order = { ...NEW_ORDER, customerDetails: { ...person, email: 'ada@bücher.example' } };
    const { contactId } = await run(order);
    expect(await storedContact(sandbox, contactId)).toMatchObject({ Email: 'ada@xn--bcher-kva.example' });
    const renew = { order_type: 'renew', userDetails: { email: 'ada@bücher.example' } };
    expect(await run(renew)).toMatchObject({ contactId, matched: true });
  });

  it('with other letters before the @ is rejected before anything is sent', () => {
    const order = { ...NEW_ORDER, customerDetails: { ...person, email: 'bücher@example.org' } };
    expect(check(order)).toMatchObject([{ path: 'customerDetails.email', code: 'email_not_supported' }]);
  });
});
