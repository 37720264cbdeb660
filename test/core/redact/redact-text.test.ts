import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../core/json.ts';
import { redact } from '../../../core/redact/redact.ts';

const plain = (value: JsonValue) => redact(value, { secretValues: [] });
const GONE = '[redacted]';

describe('redactText', () => {
  it.each([
    [
      "SELECT Id FROM Account WHERE Name = 'Ada O\\'Byrne' LIMIT 2",
      `SELECT Id FROM Account WHERE Name = '${GONE}' LIMIT 2`,
    ],
    [
      "SELECT Id FROM Contact WHERE Account.Name = 'Ada Byrne'",
      `SELECT Id FROM Contact WHERE Account.Name = '${GONE}'`,
    ],
    ["SELECT Id FROM RecordType WHERE Name = 'Subscriber'", "SELECT Id FROM RecordType WHERE Name = 'Subscriber'"],
  ])('removes the names of people from the query %s', (query, redacted) => {
    expect(plain({ note: query })).toEqual({ note: redacted });
  });

  it.each([
    4111111111111111,
    '4111111111111111',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '378282246310005',
    '6011111111111117',
    '5555555555554444',
    '6304000000000000',
    '4222222222222',
    '6799990100000000019',
  ])('removes the card number %s under any name', (number) => {
    expect(plain({ note: number })).toEqual({ note: GONE });
  });

  it.each([
    4111111111111112,
    '4111111111111112',
    '1767225600000',
    '411111111111',
    '41111111111111111111',
    '12345678-1234-1234-1234-123456789012',
    'order-01234567890123456789012345678901',
  ])('keeps %s, which is not a card number', (value) => {
    expect(plain({ note: value })).toEqual({ note: value });
  });

  it('removes card numbers of every scheme and length', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[2-9]\d{11,17}$/), (body) => {
        const luhn = (digits: string) =>
          [...digits].reverse().reduce((sum, digit, index) => {
            const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
            return sum + Math.floor(value / 10) + (value % 10);
          }, 0) % 10;
        const number = `${body}${(10 - luhn(`${body}0`)) % 10}`;
        expect(plain(`paid with ${number}, thank you`)).toBe(`paid with ${GONE}, thank you`);
      }),
    );
  });

  it.each<[string, string]>([
    ['mail ada.byrne+shop@mail.example.org now', `mail ${GONE} now`],
    ['<ada@example.org>', `<${GONE}>`],
    ['Authorization: Bearer abcdef123456', `Authorization: Bearer ${GONE}`],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln here', `jwt ${GONE} here`],
    [
      'grant_type=password&username=ada&password=hunter2&v=1',
      `grant_type=password&username=${GONE}&password=${GONE}&v=1`,
    ],
    [
      'GET https://me:pw@example.org/a?token=t1&state=open',
      `GET https://${GONE}@example.org/a?token=${GONE}&state=open`,
    ],
    [
      "SELECT Id FROM Account WHERE FirstName = 'Ada' AND Status = 'Open'",
      `SELECT Id FROM Account WHERE FirstName = '${GONE}' AND Status = 'Open'`,
    ],
    [
      '<c:firstName lang="en">Ada</c:firstName><amount>3</amount>',
      `<c:firstName lang="en">${GONE}</c:firstName><amount>3</amount>`,
    ],
    [
      'cut off: {"password":"hunter2","phone":4412,"amount":3,"lastName":"Byr',
      `cut off: {"password":"${GONE}","phone":${GONE},"amount":3,"lastName":"${GONE}`,
    ],
    ['login with password: hunter2, then retry', `login with password: ${GONE}, then retry`],
    ['note: password: hun:ter2', `note: password: ${GONE}`],
    ['password:hunter2', `password:${GONE}`],
    [
      '{ user: { firstName: "Ada", phone: 4412 }, amount: 3 }',
      `{ user: { firstName: "${GONE}", phone: ${GONE} }, amount: 3 }`,
    ],
    ["{ password: 'hunter 2', amount: 3 }", `{ password: '${GONE}', amount: 3 }`],
    ['X-Api-Key: k1\nAccept: */*', `X-Api-Key: ${GONE}\nAccept: */*`],
    ['Authorization: Basic YWRhOnB3', `Authorization: Basic ${GONE}`],
    [
      'callback https://example.org/invoke?sv=1.0&sig=a-b_c failed',
      `callback https://example.org/invoke?sv=1.0&sig=${GONE} failed`,
    ],
    ['moved to /api/orders?code=k1&v=1', `moved to /api/orders?code=${GONE}&v=1`],
    ['cvv_code=123 cvvNumber=123', `cvv_code=${GONE} cvvNumber=${GONE}`],
    ['mail ada@münchen.de now', `mail ${GONE} now`],
    ['mail ada@mu\u0308nchen.de now', `mail ${GONE} now`],
    ['mail jürgen@example.org now', `mail ${GONE} now`],
    ['mail 用户@例子.广告 now', `mail ${GONE} now`],
    ['mail%20ada%40example.org', `mail%${GONE}`],
    ['%zoe@example.org', `%${GONE}`],
    ['Order 5KQ7M2TR81XA at 17.50 GBP failed: 404', 'Order 5KQ7M2TR81XA at 17.50 GBP failed: 404'],
    ['This operation was aborted', 'This operation was aborted'],
    ...[
      'email: Invalid input: expected string, received undefined',
      'customerDetails.phone: required',
      'password: must have 8 characters',
      'address: { } and phones: []',
      'Ask for another token: the one sent has expired',
      'token: not found, code: card_declined, key: value',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme/zuora',
      'see https://example.org/docs?v=1#address: it says more',
      'Expected the name of a secret, found none: set connection.',
      'at 12:30:05 code=card_declined country=GB',
      'version 1.2@3 of größe: 5',
    ].map((text): [string, string] => [text, text]),
  ])('redacts the text %s', (text, expected) => {
    expect(plain(text)).toBe(expected);
    expect(plain({ message: text })).toEqual({ message: expected });
  });

  // A generous limit: a pattern that backtracks over the text at every character takes minutes.
  it.each([
    ...[' ', 'a', '1', '@', '"', '=', "'", '<', '{"', 'a@', 'a=', '"a":', '1 ', '://', 'eyJ', '%40'],
    ...['eyJ-', 'eyJa.', 'a.', 'a-', 'a@b', '<a ', '<a>', "a='", 'a ', '" ', 'Bearer ', '1-', '\\"', '00000000-0000-'],
    ...[
      'a:',
      'a: ',
      'email: ',
      'password:',
      'phone: a',
      'ä',
      'ä@',
      'a@ä',
      '%C3%A4',
      'a%C3',
      '%C',
      '?a=',
      '&sig',
      '& ',
      ': ',
      ':a',
    ],
  ])('redacts a quarter of a megabyte of %j quickly', (unit) => {
    const started = performance.now();
    plain(unit.repeat(250_000 / unit.length));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('the memory of field names', () => {
  it('does not keep the texts that the names were cut out of', () => {
    const filler = 'lorem ipsum dolor '.repeat(6_000);
    const before = heapAfterCollection();
    for (let count = 100; count < 250; count += 1) {
      const text = Buffer.from(`Rejected account-000000000${count}: no such record. ${filler}`).toString();
      expect(plain(text)).toBe(text);
    }
    expect(heapAfterCollection() - before).toBeLessThan(5_000_000);
  });
});

/** Bytes in use after a garbage collection. */
function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
