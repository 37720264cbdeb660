import { describe, expect, it } from 'vitest';
import { redact } from '../../../core/redact/redact.ts';
import { redactText } from '../../../core/redact/redact-text.ts';
import { redactUrl } from '../../../core/redact/redact-url.ts';

const VALUE = 'hunter22';
const SECRET = 'S3cr3t/Value+x?';
const options = { secretValues: [SECRET] };

describe('what is redacted', () => {
  it.each(
    'clientIp session otp csrf pass secretAnswer mail tel cell fname lname recipient giftRecipient line1 line2 nino taxId passport driverLicense bic card_num ccnum mfaCode authCode'.split(
      ' ',
    ),
  )('the field %s', (name) => {
    expect(JSON.stringify(redact({ [name]: VALUE }, options))).not.toContain(VALUE);
    expect(redactText(`{"${name}":"${VALUE}"}`, [])).not.toContain(VALUE);
  });

  it.each([
    ['JSON in JSON', String.raw`reply: {\"password\":\"hunter22\"}`],
    ['JSON in JSON in JSON', String.raw`x {\\\"password\\\": \\\"hunter22\\\"} y`],
    ['JSON in JSON with a quote in the value', String.raw`{\"password\":\"a\\\"hunter22\"}`],
    ['a value on the next line', 'password:\n  hunter22'],
    ['CDATA', '<password><![CDATA[hunter22]]></password>'],
    ['CDATA with a tag', '<ns:password type="a"> <![CDATA[<b>hunter22</b>]]></ns:password>'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIhunter22\n-----END RSA PRIVATE KEY-----'],
    ['a private key that was cut off', '-----BEGIN PRIVATE KEY-----\nMIIhunter22'],
  ])('%s', (_what, text) => {
    expect(redactText(text, [])).toContain('[redacted]');
    expect(redactText(text, [])).not.toContain(VALUE);
  });

  it.each([
    ['a card with dots', 'card 4111.1111.1111.1111!', 'card [redacted]!'],
    ['a card with spaces that do not break', '4111\u00a01111\u00a01111\u00a01111', '[redacted]'],
    ['a card in a URL', 'x4 4111%201111%201111%201111 y', 'x4 [redacted] y'],
    ['an IBAN', 'pay DE89 3704 0044 0532 0130 00 NOW', 'pay [redacted] NOW'],
    ['an IBAN without spaces', 'GB82WEST12345698765432', '[redacted]'],
    ['a phone number with its country', 'call +44 20 7946 0958 now', 'call [redacted] now'],
    ['an access key of AWS', 'key AKIAIOSFODNN7EXAMPLE.', 'key [redacted].'],
    ['a secret of a webhook', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '[redacted]'],
    ['a key of Stripe', 'sk_live_abcdefgh12345678', '[redacted]'],
    ['a token of GitHub', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789', '[redacted]'],
  ])('%s', (_what, text, expected) => {
    expect(redactText(text, [])).toBe(expected);
  });

  it.each(['', 'a', 'ab', 'user:'])('a secret in base64 after %j, and in hex', (before) => {
    const bytes = Buffer.from(`${before}${SECRET} and more`);
    for (const encoding of ['base64', 'base64url', 'hex'] as const) {
      const encoded = bytes.toString(encoding);
      const left = String(redact(`v=${encoded}`, options)).split('[redacted]');
      expect(left.length).toBe(2);
      expect(Buffer.from(encoded, encoding).toString()).toContain(SECRET);
      expect(left.map((part) => Buffer.from(part, encoding).toString()).join()).not.toContain('S3cr3t');
    }
  });

  it('a name in a URL', () => {
    expect(redactUrl('https://x.example/a?name=Zyx%20Smith&fname=Bo&q=1', options)).toBe(
      'https://x.example/a?name=[redacted]&fname=[redacted]&q=1',
    );
    expect(redactText('GET /a?q=1&name=Zyx', [])).toBe('GET /a?q=1&name=[redacted]');
  });
});

describe('what is kept', () => {
  it.each([
    'DE88370400440532013000X',
    'order-c81270f8a273d484b0c3c4408a9f5575',
    '2026-11-28T10:00:00+01:00',
    'subscription 9HV3P0LD46NX: 50000040',
    'line: 3, column: 12',
    'address:\n  type: home',
    '-----BEGIN CERTIFICATE-----',
    'A-S00000012, 1 + 12345678',
    'whsec_ is a prefix',
  ])('%j', (text) => {
    expect(redactText(text, [])).toBe(text);
  });

  it('a line of a document', () => {
    expect(redact({ line: 'x', order_line: 2 }, options)).toEqual({ line: 'x', order_line: 2 });
  });

  it.each([
    '+'.repeat(300_000),
    '\\'.repeat(300_000),
    '\\"a'.repeat(100_000),
    '-----BEGIN PRIVATE KEY-----'.repeat(10_000),
    'AB12 '.repeat(60_000),
    '<a><![CDATA['.repeat(25_000),
    'password:\n  '.repeat(25_000),
  ])('a large text in linear time (%#)', (text) => {
    const started = performance.now();
    redactText(text, []);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
