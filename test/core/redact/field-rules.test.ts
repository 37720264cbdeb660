import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checkSecrets } from '../../../core/config/check-secrets.ts';
import { cardDataProblems } from '../../../core/input/card-data.ts';
import {
  CARD_NUMBER_FIELDS,
  type FieldTerms,
  PAYMENT_FIELDS,
  SECRET_FIELDS,
  SECRET_OPTIONS,
  SECRET_PARAMETERS,
  SECURITY_CODE_FIELDS,
} from '../../../core/redact/field-rules.ts';
import { isSecretOption, isSensitiveField } from '../../../core/redact/match-field.ts';
import { redact } from '../../../core/redact/redact.ts';
import { REDACTED } from '../../../core/redact/redact-text.ts';
import { redactUrl } from '../../../core/redact/redact-url.ts';
import { plugins } from '../../../plugins/registry.ts';

/** The names of all options in a JSON schema. */
function optionNames(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties } = schema as { readonly properties?: object };
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(optionNames)];
}

const PLAIN = { secretValues: [] };

/** Every term of a list, and a longer name for each term that matches the end of a name. */
function namesOf({ ends, exact, anywhere = [] }: FieldTerms): readonly string[] {
  return [...ends, ...ends.map((term) => `partner_${term}`), ...exact, ...anywhere];
}

describe('a name of a secret', () => {
  it.each(namesOf(SECRET_FIELDS))('%s is redacted, and rejected in a tenant file', (name) => {
    expect(redact({ [name]: 'sesame' }, PLAIN)).toEqual({ [name]: REDACTED });
    expect(checkSecrets({ [name]: 'sesame' }, ['options'], [])).toHaveLength(1);
    expect(checkSecrets({ [name]: 'main/key' }, ['options'], ['main/key'])).toEqual([]);
    const url = `https://a.example/?${name}=sesame`;
    expect(redactUrl(url, PLAIN)).not.toContain('sesame');
    expect(checkSecrets({ endpoint: url }, ['options'], [])).toHaveLength(1);
  });

  it.each(SECRET_OPTIONS.anywhere ?? [])(
    '%s is redacted, and rejected in a tenant file within a longer name',
    (term) => {
      expect(redact({ [term]: 'sesame' }, PLAIN)).toEqual({ [term]: REDACTED });
      expect(checkSecrets({ [`old_${term}_hash`]: 'sesame' }, ['options'], [])).toHaveLength(1);
    },
  );

  it.each(namesOf(SECRET_PARAMETERS))('%s is redacted and rejected in the query of a URL', (name) => {
    const url = `https://a.example/?${name}=sesame`;
    expect(redactUrl(url, PLAIN)).not.toContain('sesame');
    expect(checkSecrets({ endpoint: url }, ['options'], [])).toHaveLength(1);
  });

  it.each(plugins)('is the name of no option of $name', ({ options }) => {
    const names = optionNames(z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' }));
    expect(names.filter(isSecretOption)).toEqual([]);
  });
});

describe('a name of card data', () => {
  it.each([
    ...namesOf(CARD_NUMBER_FIELDS).map((name) => [name, '411111111111']),
    ...namesOf(SECURITY_CODE_FIELDS).map((name) => [name, '123']),
  ])('%s is redacted, and rejected in an order if the value is %s', (name, value) => {
    expect(redact({ [name]: value }, PLAIN)).toEqual({ [name]: REDACTED });
    expect(cardDataProblems({ customFields: { [name]: value } })).toHaveLength(1);
    expect(cardDataProblems({ customFields: { [name]: '42' } })).toEqual([]);
  });

  it.each(namesOf(PAYMENT_FIELDS))('%s is redacted, and accepted in an order', (name) => {
    expect(redact({ [name]: '42' }, PLAIN)).toEqual({ [name]: REDACTED });
    expect(cardDataProblems({ customFields: { [name]: '42' } })).toEqual([]);
  });

  it('does not include the number of a gift card, which only redaction removes', () => {
    expect(redact({ giftCardNumber: '42' }, PLAIN)).toEqual({ giftCardNumber: REDACTED });
    expect(cardDataProblems({ customFields: { giftCardNumber: '42' } })).toEqual([]);
  });
});

describe('isSensitiveField', () => {
  it('returns the same result when asked again after many other names', () => {
    expect(isSensitiveField('password')).toBe(true);
    for (let n = 0; n < 12_000; n += 1) expect(isSensitiveField(`field${n}x`)).toBe(false);
    expect(isSensitiveField('password')).toBe(true);
    expect(isSensitiveField('field7x')).toBe(false);
  });
});
