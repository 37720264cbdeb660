import { expect, it } from 'vitest';
import { parseRequestTarget } from '../../../embedded/http-api/request-target.ts';

it.each([
  ['/orders', { path: '/orders', segments: ['orders'], rawQueryString: '', query: {} }],
  ['/orders?', { path: '/orders', segments: ['orders'], rawQueryString: '', query: {} }],
  ['/a%20b/c%2Fd', { path: '/a b/c/d', segments: ['a b', 'c/d'], rawQueryString: '', query: {} }],
  ['/o?a=1&a=2&b', { path: '/o', segments: ['o'], rawQueryString: 'a=1&a=2&b', query: { a: '1,2', b: '' } }],
  ['/o?a=b=c', { path: '/o', segments: ['o'], rawQueryString: 'a=b=c', query: { a: 'b=c' } }],
  ['/o?q=a+b%2B', { path: '/o', segments: ['o'], rawQueryString: 'q=a+b%2B', query: { q: 'a b+' } }],
  ['//host/x', { path: '//host/x', segments: ['', 'host', 'x'], rawQueryString: '', query: {} }],
])('parses %s', (url, parts) => {
  expect(parseRequestTarget(url)).toEqual(parts);
});

it('keeps a query parameter with the name of an inherited property', () => {
  expect(Object.entries(parseRequestTarget('/o?__proto__=1').query)).toEqual([['__proto__', '1']]);
});

it.each(['/%', '/%zz', '/%C3', '/o?a=%', '/o?%E0%A4=1', '*', 'host:443', 'http://host/orders', ''])(
  'rejects %s as a bad request',
  (url) => {
    expect(() => parseRequestTarget(url)).toThrow(expect.objectContaining({ name: 'GatewayError', status: 400 }));
  },
);
