import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardDataProblems } from '../../../core/input/card-data.ts';
import { inputProblem, pathText } from '../../../core/input-problems.ts';
import type { JsonValue } from '../../../core/json.ts';

const pathsOf = (value: JsonValue) => cardDataProblems(value).map(({ path }) => pathText(path));

/** Published test numbers of every scheme. */
const TEST_NUMBERS = [
  '4111111111111111',
  '4242424242424242',
  '4012888888881881',
  '5555555555554444',
  '5105105105105100',
  '2223003122003222',
  '2720992593319364',
  '378282246310005',
  '371449635398431',
  '30569309025904',
  '36227206271667',
  '38520000023237',
  '6011111111111117',
  '6011000990139424',
  '6500000000000002',
  '3530111333300000',
  '3566002020360505',
  '6205500000000000004',
  '6200000000000005',
  '6759649826438453',
  '5018000000000009',
  '6304000000000000',
  '2200000000000004',
  '6062826786276634',
] as const;

describe('cardDataProblems', () => {
  it.each(TEST_NUMBERS)('finds %s anywhere', (number) => {
    expect(pathsOf({ note: number })).toEqual(['note']);
    expect(pathsOf({ customFields: { x: [`Please charge ${number}, thanks`] } })).toEqual(['customFields.x[0]']);
    if (Number.isSafeInteger(Number(number))) expect(pathsOf({ a: Number(number) })).toEqual(['a']);
  });

  it.each([
    ['spaces', '4111 1111 1111 1111'],
    ['hyphens', '4111-1111-1111-1111'],
    ['dots', '4111.1111.1111.1111'],
    ['no-break spaces', '4111\u00a01111\u00a01111\u00a01111'],
    ['thin spaces', '4111\u20091111\u20091111\u20091111'],
    ['dashes', '4111–1111–1111–1111'],
    ['underscores', '4111_1111_1111_1111'],
    ['escaped spaces', '4111%201111%201111%201111'],
    ['zero-width spaces', '4111\u200b1111\u200b1111\u200b1111'],
    ['one digit each', '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1'],
    ['the groups of American Express', '3782 822463 10005'],
    ['full-width digits', '４１１１１１１１１１１１１１１１'],
    ['its security code behind it', '4111 1111 1111 1111 123'],
    ['its expiry behind it', '4111111111111111 12/29'],
    ['line breaks around it', 'card\n4111111111111111\n'],
    ['quotes in a text', '{"number":"4111111111111111"}'],
    ['a magnetic stripe', ';4111111111111111=29121010000000000000?'],
  ])('finds a number with %s', (_, text) => {
    expect(pathsOf({ note: text })).toEqual(['note']);
  });

  it('finds a number in a key, without repeating it, and one that is split over a list', () => {
    expect(pathsOf({ data: { '4111111111111111': true } })).toEqual(['data["(a card number)"]']);
    expect(pathsOf({ data: ['4111', '1111', '1111', '1111'] })).toEqual(['data']);
    expect(pathsOf({ data: [4111, 1111, 1111, 1111] })).toEqual(['data']);
    expect(pathsOf('4111111111111111')).toEqual(['']);
  });

  it.each<[string, JsonValue, string]>([
    ['a card number by name, even if it is mistyped', { cardNumber: '4111 1111 1111 1112' }, 'cardNumber'],
    ['the same in another spelling', { cc_number: '411111111111' }, 'cc_number'],
    ['a security code', { payment: { cvv: '123' } }, 'payment.cvv'],
    ['a security code that is a number', { customFields: { cvvNumber: 123 } }, 'customFields.cvvNumber'],
    ['one under a longer name', { payment: { card_security_code: ' 1234 ' } }, 'payment.card_security_code'],
    [
      'the value that a gateway asks for',
      { payment_source: { 1: { verification_value: '123' } } },
      'payment_source["1"].verification_value',
    ],
    ['the number of a card', { customFields: { card: { number: '4111111111111112' } } }, 'customFields.card.number'],
    ['the code of a card', { paymentDetails: { creditCard: { code: '999' } } }, 'paymentDetails.creditCard.code'],
    ['any number in a payment that passes the check', { payment: { reference: '4222222222222' } }, 'payment.reference'],
    ['a number deep in the payment', { payment: { cards: [{ n: '378282246310005' }] } }, 'payment.cards[0].n'],
    ['a bank card in the field of a gift card', { giftCardNumber: '4111111111111111' }, 'giftCardNumber'],
  ])('finds %s', (_, value, path) => {
    expect(cardDataProblems(value).map(inputProblem)).toEqual([
      { path, message: expect.stringMatching(/^Card data is not accepted/) },
    ]);
  });

  it.each<[string, JsonValue]>([
    ['a permanent account number (India)', { customFields: { pan: 'ABCDE1234F' } }],
    ['the reference of a payment provider', { payment: { zuora: { refId: '8ad08d2989bdc1a50189c4a4c0a86a2b' } } }],
    ['a reference with letters', { payment: { reference: 'pi_3MtwBwLkdIwHu7ix28a3tqPa' } }],
    ['a masked number', { payment: { cardNumber: '**** **** **** 1111', masked: '411111******1111', last4: '1111' } }],
    ['a masked number with x', { cardNumber: 'XXXX-XXXX-XXXX-1111' }],
    ['an empty card', { payment: { cvv: '', card_number: null } }],
    ['the result of a check', { payment: { cvvResult: 'M', cvc_check: 'pass', avsCode: 'Y' } }],
    ['digits that fail the check', { payment: { reference: '4242424242424241' } }],
    ['a time in milliseconds', { payment: { created: 1767225600009 } }],
    ['an IMEI', { device: { imei: '490154203237518' } }],
    ['another IMEI', { device: '356938035643809' }],
    ['an ICCID', { sim: '8944110068259999993' }],
    [
      'tax numbers',
      { taxes: ['DE123456789', '11222333000181', 'GB 980 7806 84', '27AAPFU0939F1ZV', '46 454 091 911'] },
    ],
    ['a German tax number of 13 digits', { tax: '2893081508152' }],
    ['article numbers', { ean: '4006381333931', gtin: '04006381333931', isbn: '978-3-16-148410-0' }],
    [
      'bank accounts',
      { iban: ['DE89 3704 0044 0532 0130 00', 'GB29 NWBK 6016 1331 9268 19', 'ES91 2100 0418 4502 0005 1332'] },
    ],
    ['telephone numbers', { phones: '+44 20 7946 0958, +1 (415) 555-2671, 0049 30 901820' }],
    ['dates and times', { note: '2026-11-28 10:00:00 to 2026-12-28, 20261128100000' }],
    ['fractions', { ratio: 0.4111111111111111, text: 'verify-0.4111111111111111, 1,4111111111111111' }],
    ['amounts', { note: '10.00 20.00 30.00 40.00 and 1.234.567,89' }],
    ['a tracking number', { tracking: { number: '1Z999AA10123456784', usps: '9400111899223197428490' } }],
    ['a UUID of digits', { id: '41111111-1111-4111-8111-111111111111' }],
    ['the number of a gift card', { giftCardNumber: '6006491234567890128', gift: { code: '6036281234567890' } }],
    ['numbers, true and null', { a: 1, b: 17.5, c: true, d: null, e: [1, 2, 3] }],
    ['names that resemble those of cards', { payment: { panel: 'left', discard_number: '1', csc_codes: 'x' } }],
    ['codes outside a payment', { discount: { code: '123' }, country: { code: 826 }, verificationCode: '1234' }],
  ])('accepts %s', (_, value) => {
    expect(cardDataProblems(value)).toEqual([]);
  });

  it('finds every number of a scheme in any text around it', () => {
    const before = fc.constantFrom('', ' ', 'card: ', '(', '"', 'No. ', ', ', '\n', '/', '=');
    const after = fc.constantFrom('', ' ', ' (card)', ')', '"', '.', ', ', '\n', '/', '&cvv=1');
    fc.assert(
      fc.property(before, fc.constantFrom(...TEST_NUMBERS), after, (head, number, tail) => {
        expect(pathsOf([`${head}${number}${tail}`])).toEqual(['[0]']);
      }),
    );
  });

  it('reads long texts of digits in linear time', () => {
    expect(pathsOf({ a: '1 '.repeat(60_000), b: '0'.repeat(120_000), c: '12-34 '.repeat(20_000) })).toEqual([]);
  });
});
