import { describe, expect, it } from 'vitest';
import { ACCEPTED } from '../../../scripts/test-partners/accepted-findings.ts';
import { describeValidation, splitFindings, type Validation } from '../../../scripts/test-partners/validation.ts';

const accepted = ACCEPTED.map(({ operation, problem, where }) => ({ operation, where, problem, count: 1 }));
const POSTCODE = {
  operation: 'update_account',
  where: 'request',
  problem: 'billToContact: unknown field postalCode',
  count: 3,
} as const;

const validation = (findings: Validation['findings']): Validation => ({
  models: 'zuora-sdk 3.21.0, API of 2025-08-12',
  counts: { requests: 5, bodies: 3, replies: 4, fields: 60, enums: 7 },
  files: { '/tmp/demo.jsonl': { requests: 5, bodies: 3 } },
  kinds: { create_order: 3, update_account: 2 },
  findings,
});

describe('the validation against the published models', () => {
  it('counts every finding that is not accepted with a reason', () => {
    const { counted, unused } = splitFindings(validation([POSTCODE, ...accepted]));
    expect(counted).toEqual([POSTCODE]);
    expect(unused).toEqual([]);
  });

  it('does not accept the same problem of another operation or in another place', () => {
    const [first] = accepted;
    if (first === undefined) throw new Error('There is no accepted finding.');
    const others = [
      { ...first, operation: 'create_order' },
      { ...first, where: 'request' as const },
    ];
    expect(splitFindings(validation(others)).counted).toEqual(others);
  });

  it('reports accepted findings that no longer occur', () => {
    expect(splitFindings(validation([])).unused).toHaveLength(ACCEPTED.length);
    expect(describeValidation(validation([]))).toContain('No longer found');
  });

  it('says what was held against which version, by sender, and names the field', () => {
    const text = describeValidation(validation([POSTCODE, ...accepted]));
    for (const part of [
      '5 requests of 2 kinds',
      '3 bodies',
      '60 fields',
      'zuora-sdk 3.21.0',
      '7 values',
      'demo: 5 requests',
    ])
      expect(text).toContain(part);
    expect(text).toContain('update_account request: billToContact: unknown field postalCode (3 times)');
  });
});
