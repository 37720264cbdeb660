import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { maskTexts, recordMask } from '../../../core/redact/mask-personal.ts';
import { redact } from '../../../core/redact/redact.ts';

const plain = (value: JsonValue) => redact(value, { secretValues: [] });
const GONE = '[redacted]';

const ORDER_TEXTS = [
  'Zyx',
  'dear zyx!',
  'Zyxs',
  'O"Neil',
  'O%22Neil',
  'Zyx-secret',
  'a@b.co',
  '[redacted]',
  '{"email":"Zyx"}',
  'Flat 4, 12345678',
];

const REMOVED =
  `authorization Authorization Proxy-Authorization cookie Set-Cookie password adminPassword PASSWORD secret
  client_secret clientSecret token access_token accessToken accesstoken refresh_token id_token securityToken paymentToken
  X-Amz-Security-Token sig apiKey api_key x-api-key apiAccessKeyId apiSecretAccessKey secretKey privateKey signature
  webhook-signature client_assertion credentials sessionId
  cardNumber card_number creditCardNumber ccNumber pan cvv cvc CVV2 cvv_code cvvNumber cvc_value cvv2_code cscCode cardSecurityCode securityCode expiry cardExpiry
  expiryMonth expirationYear exp_month creditCardExpirationMonth cardHolderName nameOnCard iban IBAN bankAccountNumber
  achAccountNumber bankTransferAccountNumber sortCode routing_number
  firstName first_name FirstName firstname billToFirstName lastName LastName middleName surname familyName given_name
  fullName customerName accountName username nickname Salutation
  email Email workEmail PersonEmail emailAddress EMAIL_ADDRESS Work_Email__c email2 phone workPhone homephone otherPhone
  MobilePhone PersonMobilePhone PersonHomePhone mobile phoneNumber fax
  address address1 address2 Address1 addressLine1 street Street BillingStreet ShippingStreet PersonMailingStreet
  streetName buildingNumber city BillingCity PersonMailingCity county BillingState ShippingStateCode postalCode
  BillingPostalCode postal_code postcode zip zipCode ipAddress latitude
  dateOfBirth date_of_birth dob PersonBirthdate birthday gender ssn nationalId`.split(/\s+/);

const KEPT: JsonObject = {
  id: 'order-0d6a1e5c9f2b47d38a1c55e0b9d7f314',
  order_reference: '5KQ7M2TR81XA',
  external_id: '1d0c2c9e-4f5e-4a2e-9d43-1a9f3c77c101',
  subscriptionReference: '9HV3P0LD46NC',
  checkoutId: 'basket-6b0f3a52-1f9e-4e0a-9a77-0c2d6a1f8e45',
  owner: 'id-71b0c2f4a86d4e19b3c7d5f0e2a49816',
  customerId: 'cus-71b0c2f4a86d4e19b3c7d5f0e2a49816',
  accountNumber: 'A00001234',
  AccountId: '0015g00000XyZabAAB',
  subscriptionNumber: 'A-S00001234',
  invoiceNumber: 'INV00001234',
  payment_reference: 'P-00001',
  refId: '2c92c0f96bd69165016bdcbf55ad5e62',
  idempotencyKey: 'order-1#zuora',
  state: 'active',
  orderState: 'submitted',
  status: 'complete',
  paymentStatus: 'paid',
  country: 'GB',
  BillingCountry: 'GB',
  purchaseCountryCode: 'GB',
  amount: 17.5,
  taxAmount: '3.50',
  currency: 'GBP',
  quantity: 2,
  orderDate: '2026-03-02T09:30:00.000Z',
  expiryDate: '2027-03-02',
  effective_date: '2026-03-02',
  contractEffectiveDate: '2026-03-02',
  timestamp: 1767225600000,
  createdAt: '1767225600000',
  code: 'card_declined',
  productCode: 'DIG',
  key: 'value',
  cvvResult: 'M',
  design: 'blue',
  gift_code: 'SPRING10',
  discountType: 'DiscountPercentage',
  name: 'Digital Monthly',
  productName: 'Digital',
  display_name__limio: 'Digital',
  companyName: 'Byrne Ltd',
  offer_type__limio: 'standard',
  path: '/offers2/Digital Monthly',
  payment_types__limio: ['zuora_card'],
  message: 'Duplicate value found',
  errorCode: 'DUPLICATES_DETECTED',
  token_type: 'Bearer',
  expires_in: 3599,
  billingPeriod: 'Month',
  shippingMethod: 'post',
  cardType: 'Visa',
  last4: '1111',
  email_verified: true,
  sendEmail: false,
  hasSignature: true,
  publicKeyId: 'k-1',
  capacity: 3,
  velocity: 4,
};

describe('redact', () => {
  it.each(REMOVED)('removes the field %s', (name) => {
    expect(plain({ [name]: 'Some value 7' })).toEqual({ [name]: GONE });
    expect(plain({ data: [{ [name]: 1234 }] })).toEqual({ data: [{ [name]: GONE }] });
  });

  it.each(Object.entries(KEPT))('keeps the field %s', (name, value) => {
    expect(plain({ [name]: value })).toEqual({ [name]: value });
  });

  it.each([null, true, false, ''])('keeps %j', (value) => {
    expect(plain({ password: value, email: value, cardNumber: value })).toEqual({
      password: value,
      email: value,
      cardNumber: value,
    });
  });

  it('keeps the structure of what it removes', () => {
    const value = { secrets: { a: { b: ['x', 1, null] } }, phones: ['1', { kind: 'home', number: '2' }] };
    expect(plain(value)).toEqual({
      secrets: { a: { b: [GONE, GONE, null] } },
      phones: [GONE, { kind: GONE, number: GONE }],
    });
  });

  it('removes the content of an object about a person, a card or a bank account, except ids, kinds and country', () => {
    const value = {
      customerDetails: { title: 'Dr', anything: 'else', marketingPrefs: { news: 'yes' }, country: 'GB', id: 'cus-1' },
      billToContact: {
        nickName: 'A',
        taxRegion: 'X',
        country: 'GB',
        addresses: [{ line1: '1 Mill Lane', state: 'NY' }],
      },
      payment: {
        type: 'direct_debit',
        direct_debit: { accountNumber: '12345678', type: 'bacs', currency: 'GBP' },
        card: { number: '1', brand: 'visa', last4: '1111', id: 'pm-1', expirationDate: '01/30' },
      },
    };
    expect(plain(value)).toEqual({
      customerDetails: { title: GONE, anything: GONE, marketingPrefs: { news: GONE }, country: 'GB', id: 'cus-1' },
      billToContact: { nickName: GONE, taxRegion: GONE, country: 'GB', addresses: [{ line1: GONE, state: GONE }] },
      payment: {
        type: 'direct_debit',
        direct_debit: { accountNumber: GONE, type: 'bacs', currency: 'GBP' },
        card: { number: GONE, brand: 'visa', last4: '1111', id: 'pm-1', expirationDate: GONE },
      },
    });
  });

  it("removes an id inside such an object when it is a person's own", () => {
    expect(plain({ contact: { nationalId: 'QQ123456C', contactId: '003' } })).toEqual({
      contact: { nationalId: GONE, contactId: '003' },
    });
  });

  it.each([
    ['next to other personal fields', { Name: 'Ada Byrne', PersonEmail: 'a' }, GONE],
    ['next to a contact', { Name: 'Ada Byrne', billToContact: {} }, GONE],
    ['in a Salesforce account', { Name: 'Ada Byrne', attributes: { type: 'Account' } }, GONE],
    ['in a Salesforce product', { Name: 'Digital', attributes: { type: 'Product2' } }, 'Digital'],
    ['next to business fields', { Name: 'Digital', Id: '01t', amount: 1 }, 'Digital'],
  ])('decides whether to remove a name %s', (_, value, expected) => {
    expect(plain(value)).toMatchObject({ Name: expected });
  });

  it('keeps the names of offers and products in an order that has customer details', () => {
    const orderItems = [
      { name: 'Digital Monthly', offer: { name: 'Digital' }, products: [{ path: '/products/Digital' }] },
    ];
    expect(plain({ customerDetails: { email: 'a' }, orderItems })).toEqual({
      customerDetails: { email: GONE },
      orderItems,
    });
  });

  it('redacts JSON inside a string, and JSON inside that', () => {
    const inner = JSON.stringify({ email: 'a', amount: 1 });
    const text = JSON.stringify({ inner, FirstName: 'Ada', name: 'x', list: [{ cvv: 123 }] });
    const redacted = plain({ i42as__LimioOrder: text }) as { i42as__LimioOrder: string };
    const parsed = JSON.parse(redacted.i42as__LimioOrder);
    expect(parsed).toMatchObject({ FirstName: GONE, list: [{ cvv: GONE }] });
    expect(JSON.parse(parsed.inner)).toEqual({ email: GONE, amount: 1 });
  });

  it('removes secret values anywhere, in every spelling', () => {
    const secret = 'p@ss "w/rd" 1';
    const value = {
      note: `before ${secret} after`,
      url: `https://example.org/?q=${encodeURIComponent(secret)}`,
      form: new URLSearchParams({ q: secret }).toString(),
      broken: `{"q":${JSON.stringify(secret)}`,
      [secret]: 1,
      pin_code: 98765,
    };
    expect(redact(value, { secretValues: [secret, '98765'] })).toEqual({
      note: `before ${GONE} after`,
      url: `https://example.org/?q=${GONE}`,
      form: `q=${GONE}`,
      broken: `{"q":"${GONE}"`,
      [GONE]: 1,
      pin_code: GONE,
    });
  });

  it('masks the longer of two secrets with the same beginning as a whole', () => {
    expect(redact('x secret-long y', { secretValues: ['secret', 'secret-long'] })).toBe(`x ${GONE} y`);
  });

  it('ignores secret values that are too short to mean anything', () => {
    expect(redact('a cat', { secretValues: ['', 'a', 'cat'] })).toBe('a cat');
  });

  it('removes any secret value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ minLength: 6 }), fc.string({ minLength: 1 }), (value, random, name) => {
        const secret = `#${random}#`;
        const redacted = redact({ value: value as JsonValue, [name]: `a${secret}b` }, { secretValues: [secret] });
        expect(JSON.stringify(redacted)).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
    );
  });

  it('masks the same texts in one go as afterwards', () => {
    const order = {
      customerDetails: { firstName: 'Zyx', lastName: 'O"Neil', note: 'redacted' },
      number: 'Flat 4, 12345678',
    };
    const mask = recordMask(order);
    const text = fc.oneof(fc.constantFrom(...ORDER_TEXTS), fc.string(), fc.json());
    const name = fc.oneof(
      fc.constantFrom('name', 'Name', 'email', 'billTo', 'Zyx', '__proto__', 'a@b.co'),
      fc.string(),
    );
    const { document } = fc.letrec<{ document: JsonValue }>((tie) => ({
      document: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.constantFrom(null, true, 1, 17.5, 4111111111111111),
        fc.array(tie('document'), { maxLength: 4 }),
        fc.dictionary(name, tie('document'), { maxKeys: 5, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(document, fc.subarray(['Zyx-secret', 'personal', 'Zyxs']), (value, secretValues) => {
        const inOneGo = redact(value, { secretValues }, mask);
        expect(JSON.stringify(inOneGo)).toBe(JSON.stringify(maskTexts(redact(value, { secretValues }), mask)));
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps a field that means something to JavaScript, and redacts below it', () => {
    const value = JSON.parse('{"__proto__":{"email":"a"},"constructor":"x","4111111111111111":1}');
    expect(JSON.stringify(plain(value))).toBe(`{"__proto__":{"email":"${GONE}"},"constructor":"x","${GONE}":1}`);
  });

  it('returns a copy, which later changes do not reach', () => {
    const value = { list: [{ ok: 'yes' }] };
    const redacted = plain(value);
    (value.list[0] as { ok: string }).ok = 'Zyx';
    expect(redacted).toEqual({ list: [{ ok: 'yes' }] });
  });

  it('changes nothing when applied again', () => {
    const once = plain({ ...KEPT, email: 'a@example.org', url: 'https://e.org/?token=1', text: 'a@b.co, phone=12' });
    expect(plain(once)).toEqual(once);
  });

  it('does not change its input', () => {
    const value = Object.freeze({ password: 'x', list: Object.freeze(['a@example.org']) });
    plain(value);
    expect(value).toEqual({ password: 'x', list: ['a@example.org'] });
  });

  it('cuts off a value that is nested too deeply', () => {
    const deep = JSON.parse(`${'['.repeat(5000)}1${']'.repeat(5000)}`);
    expect(JSON.stringify(plain(deep))).toContain(GONE);
  });
});
