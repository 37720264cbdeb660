import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../../lambdas/api/api-problem.ts';
import { requestOf } from '../../../lambdas/api/api-request.ts';
import { MAX_ORDER_BYTES, readJsonBody } from '../../../lambdas/api/read-body.ts';
import { apiEvent } from './api-event.ts';

const read = (body?: string) =>
  readJsonBody(requestOf(apiEvent({ route: 'POST /orders', ...(body !== undefined && { body }) })));

function problemOf(body?: string): ApiProblem {
  try {
    read(body);
  } catch (error) {
    if (error instanceof ApiProblem) return error;
    throw error;
  }
  throw new TypeError('Expected a problem, found none.');
}

describe('readJsonBody', () => {
  it.each(['{"order_type":"new"}', ' [1] ', '"text"', 'null'])('reads %s', (body) => {
    expect(read(body)).toEqual(JSON.parse(body));
  });

  it('reads a base64 body, whatever its content type', () => {
    const event = apiEvent({ route: 'POST /orders', headers: { 'content-type': 'application/octet-stream' } });
    const body = Buffer.from('{"city":"Malmö"}').toString('base64');
    expect(readJsonBody(requestOf({ ...event, body, isBase64Encoded: true }))).toEqual({ city: 'Malmö' });
  });

  it.each([undefined, '', ' ', '{', "{'a':1}", '{"a":1}x', '\u{feff}{}', 'undefined'])(
    'rejects %j as not JSON',
    (body) => {
      const { type, status, extensions } = problemOf(body);
      expect({ type, status }).toEqual({ type: 'invalid-request', status: 400 });
      expect(extensions.errors).toEqual([{ path: '', message: expect.stringContaining('Expected an order as JSON') }]);
    },
  );

  it('accepts the largest body and rejects one byte more, counting bytes rather than characters', () => {
    const filled = (bytes: number) => `"${'a'.repeat(bytes - 2)}"`;
    expect(read(filled(MAX_ORDER_BYTES))).toHaveLength(MAX_ORDER_BYTES - 2);
    expect(problemOf(filled(MAX_ORDER_BYTES + 1))).toMatchObject({ type: 'order-too-large', status: 413 });
    expect(problemOf(`"${'é'.repeat(MAX_ORDER_BYTES / 2)}"`)).toMatchObject({ type: 'order-too-large' });
  });

  it('rejects a body that is too large before parsing it', () => {
    expect(problemOf('['.repeat(MAX_ORDER_BYTES + 1))).toMatchObject({ type: 'order-too-large' });
  });

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('accepts 32 levels of %s and rejects more', (_, open, close) => {
    const nested = (levels: number) => `${open.repeat(levels)}1${close.repeat(levels)}`;
    expect(JSON.stringify(read(nested(32)))).toBe(nested(32));
    for (const levels of [33, 20_000]) {
      const { type, extensions } = problemOf(nested(levels));
      expect({ type, ...extensions }).toEqual({
        type: 'invalid-request',
        errors: [{ path: '', message: 'Expected at most 32 levels of nesting, found more.' }],
      });
    }
  });

  it('treats a __proto__ key like any other field', () => {
    const body = read('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}') as object;
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(Object.keys(body)).toEqual(['__proto__', 'constructor']);
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  });

  it.each([
    ['half a surrogate pair', String.raw`{"a":[{"name":"\ud800"}]}`, 'a[0].name'],
    ['a key twice', '{"total":{"amount":1,"amount":2}}', 'total.amount'],
    ['a number that changes', '{"customFields":{"id":9007199254740993}}', 'customFields.id'],
  ])('rejects %s with its path', (_, body, path) => {
    const { type, extensions } = problemOf(body);
    expect({ type, ...extensions }).toEqual({
      type: 'invalid-request',
      errors: [{ path, message: expect.stringMatching(/^Expected .*\.$/) }],
    });
  });
});
