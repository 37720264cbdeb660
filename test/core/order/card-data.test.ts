import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { cardDataProblems } from '../../../core/order/card-data.ts';

describe('cardDataProblems', () => {
  it.each<[string, JsonObject, string]>([
    ['a card number in the payment', { payment: { reference: '4242424242424242' } }, 'payment.reference'],
    ['a card number in groups', { payment: { reference: '4242 4242-4242 4242' } }, 'payment.reference'],
    ['a card number that is a number', { payment: { reference: 4242424242424242 } }, 'payment.reference'],
    ['a card number deep in the payment', { payment: { cards: [{ n: '378282246310005' }] } }, 'payment.cards[0].n'],
    ['a field for a card number anywhere', { tracking: { cardNumber: '42' } }, 'tracking.cardNumber'],
    ['a field for a credit card number', { customFields: { creditCardNumber: '42' } }, 'customFields.creditCardNumber'],
    ['a security code', { payment: { cvv: '123' } }, 'payment.cvv'],
    ['a security code under a longer name', { payment: { cvv_code: '123' } }, 'payment.cvv_code'],
    ['a number that is a security code', { customFields: { cvvNumber: '123' } }, 'customFields.cvvNumber'],
    ['a security code that is a number', { payment: { card_security_code: 123 } }, 'payment.card_security_code'],
  ])('finds %s', (_, order, path) => {
    expect(cardDataProblems(order)).toEqual([{ path, message: expect.stringMatching(/^Card data is never accepted/) }]);
  });

  it.each<[string, JsonObject]>([
    ['a token of the payment provider', { payment: { zuora: { refId: '8ad08d2989bdc1a50189c4a4c0a86a2b' } } }],
    ['digits that fail the check of a card number', { payment: { reference: '4242424242424241' } }],
    ['a time in milliseconds that passes it', { payment: { created: 1767225600009 } }],
    ['digits that pass it outside the payment', { external_id: '4242424242424242' }],
    ['an empty field for a card number', { payment: { cvv: '', card_number: null } }],
    [
      'a field that only sounds like one',
      { payment: { panel: 'left', discard_number: '1', cvvResult: 'M', csc_codes: 'x' } },
    ],
  ])('leaves %s alone', (_, order) => {
    expect(cardDataProblems(order)).toEqual([]);
  });
});
