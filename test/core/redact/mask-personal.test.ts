import { describe, expect, it } from 'vitest';
import { maskPersonal, maskTexts, maskWritten, recordMask } from '../../../core/redact/mask-personal.ts';

const ORDER = {
  order_type: 'new',
  source: 'shop',
  external_id: 'CRM-2026-000917',
  owner: 'user-4711',
  subscriptionRef: '9HV3P0LD46NX',
  customerDetails: { firstName: 'Zyx', lastName: 'Zyxlast', email: 'zyx@pii.example', tags: ['zyxtag'] },
  recipient: { name: 'Zyxfriend' },
  orderItems: [{ offer: { path: '/offers2/Digital Monthly' }, giftRecipient: { name: 'Qqgift' } }],
  customFields: { note: 'Ring (twice) at +44 20 7946 0958' },
  payment: { type: 'card', zuora: { refId: '8ad08d2989bdc1a5' } },
  total: { amount: 17.5, currency: 'GBP' },
  country: 'GB',
};

describe('maskPersonal', () => {
  it.each([
    ['a name', 'Bad value for name: Zyxlast', 'Bad value for name: [personal]'],
    ['another case', 'DUPLICATE: ZYXLAST', 'DUPLICATE: [personal]'],
    ['an e-mail address', 'zyx@pii.example is taken', '[personal] is taken'],
    ['an item of a list', 'tag zyxtag', 'tag [personal]'],
    ['a recipient', 'Zyxfriend and Qqgift', '[personal] and [personal]'],
    ['a free field', 'note "Ring (twice) at +44 20 7946 0958" is too long', 'note "[personal]" is too long'],
    ['an owner', 'user-4711 unknown', '[personal] unknown'],
    ['a short name as a word', 'Zyx and Zyxology', '[personal] and Zyxology'],
    ['part of a word', 'Mr.Zyxlast-Jones', 'Mr.[personal]-Jones'],
  ])('masks %s', (_, message, masked) => {
    expect(maskPersonal(message, ORDER)).toBe(masked);
  });

  it.each([
    'INVALID_FIELD: Colour',
    'The card of the shop was declined for GB in GBP',
    'Subscription 9HV3P0LD46NX of CRM-2026-000917 has no /offers2/Digital Monthly',
    'Payment method 8ad08d2989bdc1a5 not found; new order',
  ])('keeps %s', (message) => {
    expect(maskPersonal(message, ORDER)).toBe(message);
  });

  it('truncates a long message', () => {
    expect(maskPersonal('x'.repeat(600), {})).toHaveLength(500);
  });
});

describe('maskWritten', () => {
  it("masks the order's texts and what looks personal, whoever wrote it", () => {
    expect(maskWritten('Spoke to Zyxlast, call 0171 2345678 or bob@example.org', ORDER)).toBe(
      'Spoke to [personal], call [redacted] or [redacted]',
    );
  });
});

describe('recordMask', () => {
  const order = {
    ...ORDER,
    userDetails: { crmId: '0015e00000AbCdE' },
    customFields: { note: "Leave it with Mr. O'Neil", channel: 'online', zuora_account_number: 'A00000020' },
  };
  const mask = recordMask(order);

  it.each([
    ['a name in free text', 'Dear Zyxlast', 'Dear [personal]'],
    ['a name in a path', '/people/Zyxlast/orders', '/people/[personal]/orders'],
    ['a text in a query', "/search?q=Leave%20it%20with%20Mr.%20O'Neil", '/search?q=[personal]'],
    ['a text of a form', "note=Leave+it+with+Mr.+O'Neil&x=1", 'note=[personal]&x=1'],
  ])('masks %s', (_, text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it.each(['/Account/0015e00000AbCdE', 'the online shop', 'account A00000020', 'CRM-2026-000917'])(
    'keeps %s, which is no person or a reference',
    (text) => {
      expect(mask(text)).toBe(text);
    },
  );

  it('applies to every text of a document, and keeps its fields and numbers', () => {
    const document = { Zyxlast: 1, list: [{ text: 'To Zyxfriend' }], none: null, yes: true };
    expect(maskTexts(document, mask)).toEqual({
      Zyxlast: 1,
      list: [{ text: 'To [personal]' }],
      none: null,
      yes: true,
    });
  });
});
