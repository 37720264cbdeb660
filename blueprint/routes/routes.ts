import type { RouteSpec } from './define-route.ts';

/** Every route of the API. */
export const ROUTES: readonly RouteSpec[] = [
  { method: 'POST', path: '/orders', scope: 'orders:write', function: 'submit-order' },
  { method: 'POST', path: '/orders/preview', scope: 'orders:write', function: 'describe' },
  { method: 'GET', path: '/orders', scope: 'orders:read', function: 'read-orders' },
  { method: 'GET', path: '/orders/{id}', scope: 'orders:read', function: 'read-orders' },
  { method: 'GET', path: '/orders/{id}/process-events', scope: 'orders:read', function: 'read-orders' },
  { method: 'GET', path: '/orders/{id}/events', scope: 'orders:read', function: 'read-orders' },
  { method: 'POST', path: '/orders/{id}/resume', scope: 'orders:operate', function: 'operate-orders' },
  { method: 'POST', path: '/orders/{id}/cancel', scope: 'orders:operate', function: 'operate-orders' },
  { method: 'POST', path: '/orders/{id}/steps/{step}/retry', scope: 'orders:operate', function: 'operate-orders' },
  { method: 'POST', path: '/orders/{id}/steps/{step}/skip', scope: 'orders:operate', function: 'operate-orders' },
  { method: 'POST', path: '/orders/{id}/steps/{step}/complete', scope: 'orders:operate', function: 'operate-orders' },
  { method: 'POST', path: '/orders/{id}/steps/{step}/callback', scope: 'orders:write', function: 'operate-orders' },
  { method: 'GET', path: '/webhooks', scope: 'orders:operate', function: 'webhooks-api' },
  { method: 'GET', path: '/webhooks/deliveries', scope: 'orders:operate', function: 'webhooks-api' },
  { method: 'POST', path: '/webhooks/deliveries/{id}/redeliver', scope: 'orders:operate', function: 'webhooks-api' },
  { method: 'POST', path: '/webhooks/{name}/recover', scope: 'orders:operate', function: 'webhooks-api' },
  { method: 'POST', path: '/webhooks/{name}/enable', scope: 'orders:operate', function: 'webhooks-api' },
  { method: 'POST', path: '/webhooks/{name}/disable', scope: 'orders:operate', function: 'webhooks-api' },
  { method: 'GET', path: '/config', scope: 'orders:operate', function: 'describe' },
  { method: 'GET', path: '/health', scope: null, function: 'describe' },
  { method: 'GET', path: '/openapi.json', scope: null, function: 'describe' },
];
