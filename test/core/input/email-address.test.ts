import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEmailAddress, normalEmail } from '../../../core/input/email-address.ts';

describe('isEmailAddress', () => {
  it.each([
    'ada@example.org',
    'ada.lovelace+shop@mail.example.co.uk',
    'o&m@example.org',
    "o'brien@example.org",
    'a_b-c@example.org',
    '{ada}=1/2%x!#$*?^`|~@example.org',
    'ADA@EXAMPLE.ORG',
    'ada@bücher.example',
    'ada@xn--bcher-kva.example',
    'jürgen@example.org',
    '用户@例子.广告',
    'пользователь@пример.рф',
    '1@2.example',
    `${'a'.repeat(64)}@example.org`,
    `ada@${'a'.repeat(63)}.example`,
  ])('accepts %s', (text) => {
    expect(isEmailAddress(text)).toBe(true);
  });

  it.each([
    '',
    'ada',
    '@example.org',
    'ada@',
    'ada@localhost',
    'ada@example..org',
    'ada@.example.org',
    'ada@example.org.',
    'ada@-example.org',
    'ada@exa_mple.org',
    'ada@192.168.0.1',
    'ada@example.0x7f',
    'ada@example.xn--',
    'ada@[192.168.0.1]',
    '.ada@example.org',
    'ada.@example.org',
    'a..b@example.org',
    'ada lovelace@example.org',
    ' ada@example.org',
    'ada@example.org ',
    'ada@example.org\n',
    'Ada <ada@example.org>',
    'ada@example.org,bob@example.org',
    'ada@bob@example.org',
    '"ada"@example.org',
    'ada\u200b@example.org',
    'mailto:ada@example.org',
    `${'ü'.repeat(33)}@example.org`,
    `ada@${'a'.repeat(64)}.example`,
    `ada@${'abcdefg.'.repeat(32)}example`,
  ])('rejects %j', (text) => {
    expect(isEmailAddress(text)).toBe(false);
  });
});

describe('normalEmail', () => {
  it.each([
    [' Ada.Lovelace@Example.ORG ', 'ada.lovelace@example.org'],
    ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
    ['ada@XN--BCHER-KVA.example', 'ada@xn--bcher-kva.example'],
    ['ada@example。org', 'ada@example.org'],
    ['u\u0308@example.org', '\u00fc@example.org'],
    ['ada@a-b.1c.example', 'ada@a-b.1c.example'],
  ])('turns %j into %j', (text, normal) => {
    expect(normalEmail(text)).toBe(normal);
  });

  it('returns nothing for a text that is no address', () => {
    expect(normalEmail('Mill Lane 1')).toBeUndefined();
    expect(normalEmail('ada@example')).toBeUndefined();
  });

  it('writes a domain as a URL does', () => {
    const label = fc.string({
      unit: fc.constantFrom('a', 'b', 'X', 'n', '-', '0', '7', 'xn--', 'ü', 'ｅ'),
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.array(label, { minLength: 2, maxLength: 4 }), (labels) => {
        const domain = labels.join('.');
        const normal = normalEmail(`ada@${domain}`);
        if (normal !== undefined) expect(normal).toBe(`ada@${new URL(`http://${domain}`).hostname}`);
      }),
      { numRuns: 1000 },
    );
  });
});
