import { describe, expect, it } from 'vitest';
import { outputProblems } from '../../../core/input/output-problems.ts';
import { pathText } from '../../../core/input-problems.ts';
import type { JsonObject } from '../../../core/json.ts';

describe('outputProblems', () => {
  it.each<[string, JsonObject, readonly string[]]>([
    ['an e-mail address by name and by content', { email: 'zyx', note: 'ask zyx@pii.example' }, ['email', 'note']],
    ['a password', { password: 'hunter2' }, ['password']],
    ['a card number', { cardNumber: '4111111111111111' }, ['cardNumber']],
    ['a card number under another name', { list: [{ a: '4111 1111 1111 1111' }] }, ['list[0].a']],
    ['a person', { customerDetails: { firstName: 'Ada', id: 'C-1' } }, ['customerDetails.firstName']],
    ['a token in a text', { log: 'Authorization: Bearer abcdefghijkl' }, ['log']],
    ['an e-mail address as a key', { users: { 'ada@example.org': 1 } }, ['users']],
    ['JSON in a text', { raw: '{"phone":"020 7946 0958"}' }, ['raw']],
    ['a key that expressions reserve', { a: { _jsonata_lambda: true } }, ['a._jsonata_lambda']],
  ])('finds %s', (_, output, paths) => {
    const problems = outputProblems(output);
    expect(problems.map(({ path }) => pathText(path))).toEqual(paths);
    expect(JSON.stringify(problems)).not.toMatch(/zyx|hunter2|4111|Ada|020 7946/);
  });

  it.each<JsonObject>([
    {},
    { userId: 'U-1', status: 'active', count: 3, isNew: true, until: '2027-01-31', nothing: null },
    { subscription: { number: 'A-S00000001', plans: ['8ad0965d7f1c5bd7017f1d5a8e6b0a11'] }, country: 'GB' },
    { phone: '', email: null },
  ])('accepts %j', (output) => {
    expect(outputProblems(output)).toEqual([]);
  });
});
