import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routeKey } from '../../../blueprint/routes/define-route.ts';
import { type ApiRouteKey, ROUTES } from '../../../blueprint/routes/routes.ts';
import type { StepRecord } from '../../../core/order/order-record.ts';
import { createApiHandler } from '../../../lambdas/api/api-handler.ts';
import type { HandleRequest } from '../../../lambdas/api/api-request.ts';
import { describeRoutes } from '../../../lambdas/api/describe/routes.ts';
import { operateOrdersRoutes } from '../../../lambdas/api/operate-orders/routes.ts';
import { readOrdersRoutes } from '../../../lambdas/api/read-orders/routes.ts';
import { webhooksRoutes } from '../../../lambdas/api/webhooks/routes.ts';
import { createOrderIndex } from '../../../lambdas/order-store/order-index.ts';
import { createLogger } from '../../../lambdas/runtime/logger.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { reply, startWebhookWorld, WEBHOOK, type WebhookWorld } from '../webhook-sender/webhook-world.ts';
import { send, type TestRequest } from './api-event.ts';
import { sampleCatalog, sampleOrder, sampleTenant } from './describe/sample-tenant.ts';
import { failedOrHeldOrder, LOST, operatorPorts, sequenceBy } from './operate-orders/operate-world.ts';
import { storedOrder } from './stored-order.ts';
import { requestFor, submission } from './submit-order/submit-world.ts';

const order = storedOrder(1, {
  status: 'failed',
  failure: { step: 'zuora', code: 'card-declined', message: 'The card was declined.' },
  degraded: ['warehouse'],
  events: [
    { type: 'order.submitted', occurredAt: '2026-11-22T10:00:00.000Z', run: 1 },
    { type: 'order.error', occurredAt: '2026-11-22T10:00:01.000Z', run: 1, data: { step: 'zuora' } },
  ],
});

const step: StepRecord = {
  stepId: 'zuora',
  plugin: 'zuora',
  service: 'zuora',
  status: 'declined',
  run: 1,
  leaseUntil: '2026-11-22T10:01:00.000Z',
  skipped: 'when: false gave false',
  output: { subscriptionNumber: 'S-1' },
  attempts: [
    {
      run: 1,
      startedAt: '2026-11-22T10:00:00.500Z',
      outcome: 'transient',
      durationMs: 480,
      error: { name: 'PluginTransient', code: 'busy', message: '429', publicMessage: 'Busy.', retryAfterSeconds: 2 },
      callouts: [
        {
          method: 'POST',
          endpoint: 'https://rest.example.org/v1/orders',
          timestamp: '2026-11-22T10:00:00.600Z',
          durationMs: 300,
          request: { headers: { accept: 'application/json' }, body: { amount: 1 } },
          response: { status: 429, headers: {}, body: 'slow down' },
          error: null,
        },
        {
          method: 'GET',
          endpoint: 'https://rest.example.org/v1/ping',
          timestamp: '2026-11-22T10:00:00.700Z',
          durationMs: 20,
          request: { headers: {}, body: null },
          response: null,
          error: 'Connection refused.',
          shortened: true,
        },
      ],
      logs: [{ timestamp: '2026-11-22T10:00:00.800Z', level: 'warn', message: 'Slow.', data: { wait: 2 } }],
      shortened: true,
    },
    { run: 1, startedAt: '2026-11-22T10:00:03.000Z', outcome: 'running' },
  ],
};

type FunctionId = (typeof ROUTES)[number]['function'];

let orders: OrderWorld;
let webhooks: WebhookWorld;
let handlers: Readonly<Record<FunctionId, HandleRequest>>;
beforeAll(async () => {
  orders = await startOrderWorld();
  webhooks = await startWebhookWorld([WEBHOOK]);
  await orders.orders.put(order);
  const [first, second] = orders.config.processOrder;
  if (first === undefined || second === undefined) throw new TypeError('Expected two steps.');
  const processOrder = [first, { ...second, waitFor: 'callback' as const, callback: { timeoutSeconds: 60 } }];
  handlers = {
    'submit-order': submission(orders).submit,
    'read-orders': readOrdersRoutes({
      orders: {
        get: orders.orders.get,
        getWithSteps: async (id) => (id === order.id ? { order, steps: [step] } : undefined),
      },
      index: createOrderIndex(orders.client, orders.table),
      now: () => new Date('2026-11-22T12:00:00.000Z'),
    }),
    describe: describeRoutes({ config: sampleTenant(), catalog: sampleCatalog }),
    'operate-orders': operateOrdersRoutes({
      ...operatorPorts(orders),
      currentSequence: sequenceBy(orders, { processOrder }),
    }),
    'webhooks-api': webhooksRoutes({ ...webhooks, webhooks: [WEBHOOK], startDelivery: async () => true }),
  };
});
afterAll(async () => {
  await orders.close();
  await webhooks.close();
});

type Parts = Omit<TestRequest, 'route'>;

const ofOrder: Parts = { pathParameters: { id: order.id } };

/** Returns a request to the held step of a new order. */
async function toHeldStep(body: unknown = { reason: 'Ticket 17' }): Promise<Parts> {
  const { id } = await failedOrHeldOrder(orders, 'held', { outcome: 'unknown', error: LOST });
  return { pathParameters: { id, step: 'second' }, body: JSON.stringify(body) };
}

async function toFailedDelivery(): Promise<Parts> {
  const orderId = await webhooks.orderWith();
  webhooks.respondWith(() => reply(422, { 'webhook-delivery': 'abort-message' }));
  await webhooks.send({ orderId, sequence: 1 });
  return { pathParameters: { id: `${orderId}-1-${WEBHOOK.name}` } };
}

const ofWebhook: Parts = { pathParameters: { name: WEBHOOK.name } };
const recovery: Parts = { ...ofWebhook, body: JSON.stringify({ since: '2026-03-02T00:00:00Z' }) };

/** One successful request per route. */
const REQUESTS: Readonly<Record<ApiRouteKey, () => Parts | Promise<Parts>>> = {
  'POST /orders': () => ({ body: String(requestFor().body) }),
  'POST /orders/preview': () => ({ body: JSON.stringify(sampleOrder({ country: 'FR' })) }),
  'GET /orders': () => ({ query: { limit: '1' } }),
  'GET /orders/{id}': () => ofOrder,
  'GET /orders/{id}/process-events': () => ofOrder,
  'GET /orders/{id}/events': () => ofOrder,
  'POST /orders/{id}/resume': () => toHeldStep(),
  'POST /orders/{id}/cancel': () => toHeldStep(),
  'POST /orders/{id}/steps/{step}/retry': () => toHeldStep(),
  'POST /orders/{id}/steps/{step}/skip': () => toHeldStep(),
  'POST /orders/{id}/steps/{step}/complete': () => toHeldStep(),
  'POST /orders/{id}/steps/{step}/callback': () => toHeldStep({ output: {} }),
  'GET /webhooks': () => ({}),
  'GET /webhooks/deliveries': async () => {
    await toFailedDelivery();
    return {};
  },
  'POST /webhooks/deliveries/{id}/redeliver': toFailedDelivery,
  'POST /webhooks/{name}/recover': () => recovery,
  'POST /webhooks/{name}/enable': () => ofWebhook,
  'POST /webhooks/{name}/disable': () => ofWebhook,
  'GET /config': () => ({}),
  'GET /health': () => ({}),
  'GET /openapi.json': () => ({}),
};

describe.each(ROUTES.map((route) => ({ key: routeKey(route), route })))('$key', ({ key, route }) => {
  // `send` fails if the route does not declare the status, body or problem.
  const ask = (parts: Parts) => {
    const handler = createApiHandler(createLogger('test'), handlers[route.function]);
    return send(handler, { route: key, ...parts });
  };

  it('returns a declared response, also for a repeat', async () => {
    const parts = await REQUESTS[key]();
    const response = await ask(parts);
    expect(Object.keys(route.responses)).toContain(String(response.status));
    await ask(parts);
  });

  it('rejects an unknown query parameter unless it ignores the query', async () => {
    const { status } = await ask({ ...(await REQUESTS[key]()), query: { unknown: '1' } });
    expect(status === 400).toBe(!('query' in route && route.query === 'ignored'));
  });

  it('rejects an empty body if it reads the body', async () => {
    const { status } = await ask({ ...(await REQUESTS[key]()), body: '{}' });
    expect(status === 400 || status === 422).toBe('body' in route);
  });

  it('returns 404 if its path names something that does not exist', async () => {
    const { status } = await ask({
      ...(await REQUESTS[key]()),
      pathParameters: { id: 'no-id', name: 'no-name', step: 'no-step' },
    });
    expect(status === 404).toBe(key.includes('{'));
  });
});
