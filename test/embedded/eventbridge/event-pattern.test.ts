import { describe, expect, it } from 'vitest';
import { compileEventPattern } from '../../../embedded/eventbridge/event-pattern.ts';

const event = {
  source: 'orders.acme',
  'detail-type': 'order.completed',
  resources: [],
  detail: {
    orderType: 'new',
    amount: 12.5,
    trial: false,
    coupon: null,
    country: 'GB',
    tags: ['vip', 'press'],
    items: [
      { kind: 'print', quantity: 1 },
      { kind: 'digital', quantity: 2 },
    ],
    owner: { email: 'Ada@Example.org' },
  },
};

describe('compileEventPattern', () => {
  it.each([
    ['an equal text', { source: ['orders.acme'] }],
    ['one of several texts', { 'detail-type': ['order.failed', 'order.completed'] }],
    ['two fields', { source: ['orders.acme'], detail: { orderType: ['new'] } }],
    ['an equal number', { detail: { amount: [12.5] } }],
    ['false', { detail: { trial: [false] } }],
    ['null', { detail: { coupon: [null] } }],
    ['a field of an object', { detail: { owner: { email: ['Ada@Example.org'] } } }],
    ['an element of an array', { detail: { tags: ['press'] } }],
    ['all fields of one element', { detail: { items: { kind: ['digital'], quantity: [2] } } }],
    ['a prefix', { source: [{ prefix: 'orders.' }] }],
    ['a prefix besides a value', { detail: { country: ['US', { prefix: 'G' }] } }],
  ])('matches %s', (_, pattern) => {
    expect(compileEventPattern(JSON.stringify(pattern))(event)).toBe(true);
  });

  it.each([
    ['another text', { source: ['orders.other'] }],
    ['a text in another case', { source: ['Orders.acme'] }],
    ['one of two fields', { source: ['orders.acme'], detail: { orderType: ['refund'] } }],
    ['a number as text', { detail: { amount: ['12.5'] } }],
    ['a missing field', { detail: { region: ['EU'] } }],
    ['a field that only objects inherit', { detail: { toString: [{ prefix: 'f' }] } }],
    ['fields of different elements', { detail: { items: { kind: ['print'], quantity: [2] } } }],
    ['another prefix', { source: [{ prefix: 'acme' }] }],
    ['a prefix of a number', { detail: { amount: [{ prefix: '1' }] } }],
  ])('does not match %s', (_, pattern) => {
    expect(compileEventPattern(JSON.stringify(pattern))(event)).toBe(false);
  });

  it.each([
    ['text that is not JSON', '{source'],
    ['a list', '[]'],
    ['nothing', '{}'],
    ['a bare value', '{"source":"orders"}'],
    ['an empty list', '{"source":[]}'],
    ['an empty object', '{"detail":{}}'],
    ['an unknown operator', '{"source":[{"contains":"a"}]}'],
    ['an inherited name as operator', '{"source":[{"constructor":"a"}]}'],
    ['two operators in one', '{"source":[{"prefix":"a","suffix":"b"}]}'],
    ['an empty operator', '{"source":[{}]}'],
    ['a list in a list', '{"source":[["a"]]}'],
    ['a prefix that is a number', '{"source":[{"prefix":1}]}'],
    ['a prefix in any case', '{"source":[{"prefix":{"equals-ignore-case":"a"}}]}'],
  ])('rejects %s', (_, text) => {
    expect(() => compileEventPattern(text)).toThrow(expect.objectContaining({ name: 'EventPatternInvalid' }));
  });

  it.each([
    ['suffix', { source: [{ suffix: '.acme' }] }],
    ['equals-ignore-case', { source: [{ 'equals-ignore-case': 'ORDERS.acme' }] }],
    ['wildcard', { source: [{ wildcard: 'orders.*' }] }],
    ['anything-but', { source: [{ 'anything-but': 'orders.other' }] }],
    ['numeric', { source: [{ numeric: ['>', 0] }] }],
    ['cidr', { source: [{ cidr: '10.0.0.0/16' }] }],
    ['exists', { source: [{ exists: true }] }],
    ['$or', { $or: [{ source: ['orders.acme'] }, { source: ['orders.other'] }] }],
  ])('rejects %s, an operator of AWS that is not supported, by its name', (operator, pattern) => {
    const path = operator === '$or' ? '$or' : 'source';
    expect(() => compileEventPattern(JSON.stringify(pattern))).toThrow(
      `The operator "${operator}" at "${path}" is not supported: list the values to match, or use { "prefix": "…" }`,
    );
  });
});
