import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blueprintOf } from '../../../blueprint/blueprint-of.ts';
import { OPERATIONS } from '../../../blueprint/routes/read-orders.ts';
import { RESPONSE_SCHEMAS } from '../../../blueprint/routes/response-schemas.ts';
import type { StepRecord } from '../../../core/order/order-record.ts';
import { apiStack } from '../../../lambdas/api/api-handler.ts';
import { describeRoutes } from '../../../lambdas/api/describe/describe-routes.ts';
import { orderAnswer } from '../../../lambdas/api/order-answer.ts';
import { orderView } from '../../../lambdas/api/order-view.ts';
import { readOrdersRoutes } from '../../../lambdas/api/read-orders/read-orders.ts';
import { answerByRoute } from '../../../lambdas/api/router.ts';
import { createOrderIndex } from '../../../lambdas/order-store/order-index.ts';
import { createOrderStore } from '../../../lambdas/order-store/order-store.ts';
import { createLogger } from '../../../lambdas/runtime/logger.ts';
import { type InMemoryTable, startTable } from '../../helpers/in-memory-table.ts';
import { sampleCatalog, sampleOrder, sampleTenant } from '../../lambdas/api/describe/sample-tenant.ts';
import { send, type TestRequest } from '../../lambdas/api/read-orders/api-event.ts';
import { storedOrder } from '../../lambdas/api/read-orders/stored-order.ts';

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

const isOperatorRoute = (key: string) => /^POST \/orders\/\{id\}\//.test(key);

describe('RESPONSE_SCHEMAS', () => {
  let table: InMemoryTable;
  let handler: ReturnType<typeof apiStack>;

  beforeAll(async () => {
    table = await startTable();
    const orders = createOrderStore(table.client, table.table);
    await orders.put(order);
    handler = apiStack(
      createLogger('test'),
      answerByRoute({
        ...describeRoutes({ config: sampleTenant(), catalog: sampleCatalog }),
        ...readOrdersRoutes({
          orders: { ...orders, getWithSteps: async (id) => (id === order.id ? { order, steps: [step] } : undefined) },
          index: createOrderIndex(table.client, table.table),
          now: () => new Date('2026-11-22T12:00:00.000Z'),
        }),
        'POST /orders': async () => orderAnswer(orderView(order, [step]), {}),
      }),
    );
  });
  afterAll(() => table.close());

  const id = { pathParameters: { id: order.id } };
  const body = JSON.stringify(sampleOrder({ country: 'FR' }));
  const requests: readonly TestRequest[] = [
    { route: 'POST /orders/preview', body },
    { route: 'GET /orders', query: { limit: '1' } },
    { route: 'GET /orders/{id}', ...id },
    { route: 'GET /orders/{id}/process-events', ...id },
    { route: 'GET /orders/{id}/events', ...id },
    { route: 'GET /config' },
    { route: 'GET /health' },
    { route: 'GET /openapi.json' },
  ];

  it.each(requests)('describe what $route answers', async (request) => {
    const { status, body: answer } = await send(handler, request);
    const spec = OPERATIONS[request.route]?.answers[status ?? 0];
    expect(spec, `${request.route} ${status}`).toBeDefined();
    const parsed = RESPONSE_SCHEMAS[spec?.schema ?? 'Problem'].safeParse(answer);
    expect(parsed.error?.issues).toBeUndefined();
  });

  it('are checked for every route but the one that takes orders, and those of webhooks and operators, which have tests of their own', () => {
    const { routes } = blueprintOf(sampleTenant(), sampleCatalog);
    const keys = routes.map(({ method, path }) => `${method} ${path}`);
    expect(requests.map(({ route }) => route).toSorted()).toEqual(
      keys.filter((key) => key !== 'POST /orders' && !key.includes('/webhooks') && !isOperatorRoute(key)).toSorted(),
    );
  });

  it.each([
    [{ route: 'GET /orders', query: { limit: '0' } }, 400],
    [{ route: 'GET /orders/{id}', pathParameters: { id: 'order-1' } }, 404],
    [{ route: 'POST /orders/preview', body: '"'.padEnd(140_000, 'a') }, 413],
    [{ route: 'POST /orders' }, 422],
  ])('describe the refusal of %j', async (request, status) => {
    const answer = await send(handler, request);
    expect(answer.status).toBe(status);
    expect(RESPONSE_SCHEMAS.Problem.safeParse(answer.body).error?.issues).toBeUndefined();
  });

  it('describe an order that is on its way', () => {
    const view = orderView(storedOrder(2, { status: 'processing' }), []);
    expect(RESPONSE_SCHEMAS.Order.safeParse(orderAnswer(view, {}).body).success).toBe(true);
  });

  it('refuse an answer with a field that nobody described', () => {
    const { status, ...rest } = orderView(order, [step]);
    expect(RESPONSE_SCHEMAS.Order.safeParse({ ...rest, status, payload: {} }).success).toBe(false);
    expect(RESPONSE_SCHEMAS.Order.safeParse(rest).success).toBe(false);
  });
});
