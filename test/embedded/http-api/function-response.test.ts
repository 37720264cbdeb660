import { expect, it } from 'vitest';
import { functionResponse } from '../../../embedded/http-api/function-response.ts';

const text = 'text/plain;charset=UTF-8';

it.each([
  ['an object', { a: 1 }, '{"a":1}'],
  ['a list', [1], '[1]'],
  ['a text', 'hello', 'hello'],
  ['a number', 1, '1'],
  ['null', null, 'null'],
  ['nothing', undefined, 'null'],
])('uses %s without a status as the body of a 200', (_, payload, body) => {
  const response = functionResponse(payload);
  expect({ ...response, body: response.body.toString() }).toEqual({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body,
  });
});

it.each([
  ['status alone', { statusCode: 202 }, { status: 202, headers: { 'content-type': text }, body: '' }],
  ['a status as text', { statusCode: '404' }, { status: 404, headers: { 'content-type': text }, body: '' }],
  [
    'headers in any case',
    { statusCode: 200, headers: { 'Content-Type': 'application/json', 'X-Count': 3, 'X-New': true }, body: '{}' },
    { status: 200, headers: { 'content-type': 'application/json', 'x-count': '3', 'x-new': 'true' }, body: '{}' },
  ],
  [
    'cookies',
    { statusCode: 200, cookies: ['a=1', 'b=2'] },
    { status: 200, headers: { 'content-type': text, 'set-cookie': ['a=1', 'b=2'] }, body: '' },
  ],
  [
    'a base64 body',
    { statusCode: 200, body: 'aGVsbG8=', isBase64Encoded: true },
    { status: 200, headers: { 'content-type': text }, body: 'hello' },
  ],
  [
    'headers of the connection, which stay with the gateway',
    { statusCode: 200, headers: { Connection: 'close', 'Content-Length': '99', 'Transfer-Encoding': 'x' }, body: 'a' },
    { status: 200, headers: { 'content-type': text }, body: 'a' },
  ],
])('reads a response with %s', (_, payload, expected) => {
  const response = functionResponse(payload);
  expect({ ...response, body: response.body.toString() }).toEqual(expected);
});

it.each([
  ['an invalid status', { statusCode: 'ok' }],
  ['a status out of range', { statusCode: 1000 }],
  ['an interim status', { statusCode: 101 }],
  ['an object as body', { statusCode: 200, body: {} }],
  ['an object as header', { statusCode: 200, headers: { a: {} } }],
  ['a header name with a space', { statusCode: 200, headers: { 'a b': '1' } }],
  ['a header value with a line break', { statusCode: 200, headers: { a: '1\r\nb: 2' } }],
  ['a cookie with a line break', { statusCode: 200, cookies: ['a=1\r\nb: 2'] }],
])('rejects a response with %s', (_, payload) => {
  expect(() => functionResponse(payload)).toThrow(expect.objectContaining({ name: 'GatewayError', status: 500 }));
});
