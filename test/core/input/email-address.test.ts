import { describe, expect, it } from 'vitest';
import { isEmailAddress } from '../../../core/input/email-address.ts';

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
