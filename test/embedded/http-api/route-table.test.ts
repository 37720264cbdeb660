import { expect, it } from 'vitest';
import type { RouteSpec } from '../../../blueprint/routes/define-route.ts';
import { routeTable } from '../../../embedded/http-api/route-table.ts';

const route = (method: 'GET' | 'POST', path: string): RouteSpec => ({ method, path, scope: null, function: path });

const find = routeTable([
  route('GET', '/orders/{id}'),
  route('GET', '/{kind}/all'),
  route('GET', '/orders'),
  route('POST', '/orders'),
  route('GET', '/orders/{id}/events'),
  route('GET', '/orders/preview'),
  route('POST', '/orders/{id}/steps/{step}/retry'),
]);

it.each([
  ['GET', '/orders', 'GET /orders', {}],
  ['POST', '/orders', 'POST /orders', {}],
  ['GET', '/orders/preview', 'GET /orders/preview', {}],
  ['GET', '/orders/order-1', 'GET /orders/{id}', { id: 'order-1' }],
  ['GET', '/orders/all', 'GET /orders/{id}', { id: 'all' }],
  ['GET', '/webhooks/all', 'GET /{kind}/all', { kind: 'webhooks' }],
  ['GET', '/orders/preview/events', 'GET /orders/{id}/events', { id: 'preview' }],
  ['POST', '/orders/a/steps/b/retry', 'POST /orders/{id}/steps/{step}/retry', { id: 'a', step: 'b' }],
  ['GET', '/orders/__proto__', 'GET /orders/{id}', { id: '__proto__' }],
])('%s %s matches %s', (method, path, routeKey, pathParameters) => {
  expect(find(method, path.slice(1).split('/'))).toMatchObject({ routeKey, pathParameters });
});

it.each([
  ['GET', '/'],
  ['GET', '/order'],
  ['GET', '/Orders'],
  ['GET', '/orders/'],
  ['GET', '/orders//events'],
  ['GET', '/orders/a/b'],
  ['DELETE', '/orders'],
  ['get', '/orders'],
  ['HEAD', '/orders'],
])('%s %s matches nothing', (method, path) => {
  expect(find(method, path.slice(1).split('/'))).toBeUndefined();
});
