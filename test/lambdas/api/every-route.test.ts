import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routeKey } from '../../../blueprint/routes/define-route.ts';
import { type ApiRouteKey, ROUTES } from '../../../blueprint/routes/routes.ts';
import { UNKNOWN_DEPLOYMENT } from '../../../core/config/deployment.ts';
import { DEFAULT_CONNECTION } from '../../../core/connections/connection-settings.ts';
import { newProposalId } from '../../../core/order/order-ids.ts';
import type { StepRecord } from '../../../core/order/order-record.ts';
import { createApiHandler } from '../../../lambdas/api/api-handler.ts';
import type { HandleRequest } from '../../../lambdas/api/api-request.ts';
import { describeRoutes } from '../../../lambdas/api/describe/routes.ts';
import { erasuresRoutes } from '../../../lambdas/api/erasures/routes.ts';
import { operateOrdersRoutes } from '../../../lambdas/api/operate-orders/routes.ts';
import { proposalsRoutes } from '../../../lambdas/api/proposals/routes.ts';
import { readOrdersRoutes } from '../../../lambdas/api/read-orders/routes.ts';
import { readPayloadRoutes } from '../../../lambdas/api/read-payload/routes.ts';
import { webhooksRoutes } from '../../../lambdas/api/webhooks/routes.ts';
import { createConfigHistory } from '../../../lambdas/config-history/config-history.ts';
import { createErasureStore, type ErasureRecord } from '../../../lambdas/erasure/erasure-store.ts';
import { createPayloadStore } from '../../../lambdas/order-store/payload-store.ts';
import { createProposalStore, type ProposalStore } from '../../../lambdas/proposal-store/proposal-store.ts';
import { createRunningJobs } from '../../../lambdas/proposal-store/running-jobs.ts';
import { createLogger } from '../../../lambdas/runtime/logger.ts';
import { idlePlugin, type OrderWorld, SMALL_ORDER, startOrderWorld } from '../../helpers/order-world.ts';
import { reply, startWebhookWorld, WEBHOOK, type WebhookWorld } from '../webhook-sender/webhook-world.ts';
import { send, type TestRequest } from './api-event.ts';
import { sampleOrder, samplePorts } from './describe/sample-tenant.ts';
import { failedOrHeldOrder, LOST, operatorPorts, sequenceBy } from './operate-orders/operate-world.ts';
import { readPorts } from './read-orders/read-ports.ts';
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

const ERASURE: ErasureRecord = {
  id: `erasure-${'0'.repeat(32)}`,
  status: 'complete',
  by: 'dpo',
  reason: 'Ticket 17',
  orderIds: [order.id],
  fingerprint: 'a hash',
  createdAt: '2026-11-22T10:00:00.000Z',
  finishedAt: '2026-11-22T10:00:01.000Z',
  counts: { erased: 1, refused: 0, missing: 0 },
};

const CONFIG_VERSION = { version: 'c0ffee000000', config: { tenant: 'acme' }, sequences: [] };

type FunctionId = (typeof ROUTES)[number]['function'];

let orders: OrderWorld;
let webhooks: WebhookWorld;
let proposals: ProposalStore;
let lastProposal = '';
let handlers: Readonly<Record<FunctionId, HandleRequest>>;
beforeAll(async () => {
  const asks = { ...idlePlugin('second'), probe: async () => ({ applied: 'unknown' }) as const };
  orders = await startOrderWorld([idlePlugin('first'), asks]);
  webhooks = await startWebhookWorld([WEBHOOK]);
  await orders.orders.put(order);
  const erasures = createErasureStore(orders.client, orders.table);
  await erasures.put(ERASURE);
  await erasures.putPart(ERASURE.id, {
    number: 1,
    orderIds: [order.id],
    results: [{ id: order.id, outcome: 'erased' }],
  });
  proposals = createProposalStore(orders.client, orders.table);
  const [first, second] = orders.config.processOrder;
  if (first === undefined || second === undefined) throw new TypeError('Expected two steps.');
  const processOrder = [first, { ...second, waitFor: 'callback' as const, callback: { timeoutSeconds: 60 } }];
  const history = createConfigHistory(orders.client, orders.table);
  await history.record(CONFIG_VERSION, UNKNOWN_DEPLOYMENT, ERASURE.createdAt);
  handlers = {
    'submit-order': submission(orders).submit,
    'read-orders': readOrdersRoutes({
      ...readPorts(orders, () => new Date('2026-11-22T12:00:00.000Z')),
      orders: {
        get: orders.orders.get,
        getWithSteps: async (id) =>
          id === order.id ? { order, steps: [step], payloadReads: [], deliveries: [] } : undefined,
      },
    }),
    'read-payload': readPayloadRoutes({ payloads: createPayloadStore(orders.client, orders.table), now: orders.now }),
    describe: describeRoutes({ ...samplePorts(), openHistory: async () => history }),
    'operate-orders': operateOrdersRoutes({
      ...operatorPorts(orders),
      settings: { zuora: DEFAULT_CONNECTION },
      currentSequence: sequenceBy(orders, { processOrder }),
    }),
    'erasures-api': erasuresRoutes({
      tenant: 'acme',
      erasures,
      index: orders.search,
      readKey: async () => 'a key',
      startStateMachine: async () => true,
      now: orders.now,
    }),
    'proposals-api': proposalsRoutes({
      tenant: 'acme',
      proposals,
      jobs: createRunningJobs(orders.client, orders.table, { proposals, now: orders.now }),
      startJob: async () => true,
      now: orders.now,
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

/** Returns a request to an order in progress that others may wait for. */
async function toOrderInLane(): Promise<Parts> {
  const { id, createdAt } = await orders.submitted({ ...SMALL_ORDER, subscriptionRef: 'A-S1' });
  await orders.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at: createdAt });
  return { pathParameters: { id }, body: JSON.stringify({ reason: 'Ticket 18' }) };
}

/** Returns a request to a proposal that is ready. */
async function toProposal(body?: object): Promise<Parts> {
  const id = newProposalId();
  await proposals.put({
    id,
    status: 'ready',
    action: 'resume',
    reason: 'Ticket 17',
    by: 'somebody else',
    person: 'somebody else',
    ids: [order.id],
    fingerprint: 'a hash',
    createdAt: orders.now().toISOString(),
    expiresAt: '2999-01-01T00:00:00.000Z',
    parts: 1,
    plans: [{ orders: 1, startsRun: true, steps: [{ step: 'zuora', plan: 'call', conditional: false }], changes: [] }],
    planned: 1,
    amounts: [{ currency: 'GBP', minorUnits: 5 }],
    withoutAmount: 0,
    counts: { done: 0, changed: 0, refused: 0, failed: 0 },
    execution: 0,
  });
  await proposals.putPart(id, { number: 1, orders: [{ id: order.id, version: 'a hash', plan: 0 }] });
  // Only one job has the order at a time: the one before is over.
  await createRunningJobs(orders.client, orders.table, { proposals, now: orders.now }).leave(lastProposal);
  lastProposal = id;
  return { pathParameters: { id }, ...(body !== undefined && { body: JSON.stringify(body) }) };
}

async function toFailedDelivery(): Promise<Parts> {
  const orderId = await webhooks.orderWith();
  webhooks.respondWith(() => reply(422, { 'webhook-delivery': 'abort-message' }));
  await webhooks.send({ orderId, sequence: 1 });
  return { pathParameters: { id: `${orderId}-1-${WEBHOOK.name}` } };
}

const ofWebhook: Parts = { pathParameters: { name: WEBHOOK.name } };
const recovery: Parts = { ...ofWebhook, body: JSON.stringify({ since: '2026-03-02T00:00:00Z' }) };

const ofConnection: Parts = { pathParameters: { name: 'zuora' }, body: JSON.stringify({ reason: 'Ticket 17' }) };

/** One successful request per route. */
const REQUESTS: Readonly<Record<ApiRouteKey, () => Parts | Promise<Parts>>> = {
  'POST /orders': () => ({ body: String(requestFor().body) }),
  'POST /orders/preview': () => ({ body: JSON.stringify(sampleOrder({ country: 'FR' })) }),
  'GET /orders': () => ({ query: { limit: '1' } }),
  'GET /config/editions': () => ({}),
  'GET /orders/groups': () => ({ query: { by: 'status' } }),
  'GET /orders/{id}': () => ofOrder,
  'GET /orders/{id}/process-events': () => ofOrder,
  'GET /orders/{id}/events': () => ofOrder,
  'GET /orders/{id}/payload': () => ofOrder,
  'GET /connections': () => ({}),
  'POST /connections/{name}/open': () => ofConnection,
  'POST /connections/{name}/close': () => ofConnection,
  'POST /connections/{name}/try': () => ofConnection,
  'POST /orders/{id}/resume': () => toHeldStep(),
  'POST /orders/{id}/cancel': () => toHeldStep(),
  'POST /orders/{id}/yield': () => toOrderInLane(),
  'POST /orders/{id}/notes': () => toHeldStep({ text: 'They call back.' }),
  'POST /orders/{id}/assign': () => toHeldStep({ to: 'bob', reason: 'On call.' }),
  'POST /orders/{id}/steps/{step}/retry': () => toHeldStep(),
  'POST /orders/{id}/steps/{step}/skip': () => toHeldStep(),
  'POST /orders/{id}/steps/{step}/complete': () => toHeldStep(),
  'POST /orders/{id}/steps/{step}/probe': async () => ({ ...(await toHeldStep()), headers: { prefer: 'wait=0' } }),
  'POST /orders/{id}/steps/{step}/callback': () => toHeldStep({ output: {} }),
  'POST /proposals': () => ({ body: JSON.stringify({ action: 'resume', filter: { step: 'x' }, reason: 'Ticket 17' }) }),
  'GET /proposals': () => ({}),
  'GET /proposals/{id}': () => toProposal(),
  'GET /proposals/{id}/orders': () => toProposal(),
  'POST /proposals/{id}/approve': () => toProposal({ reason: 'Ticket 17' }),
  'POST /proposals/{id}/execute': () => toProposal({ perMinute: 60 }),
  'POST /proposals/{id}/stop': () => toProposal({ reason: 'Ticket 17' }),
  'GET /webhooks': () => ({}),
  'GET /webhooks/deliveries': async () => {
    await toFailedDelivery();
    return {};
  },
  'POST /webhooks/deliveries/{id}/redeliver': toFailedDelivery,
  'POST /webhooks/{name}/recover': () => recovery,
  'POST /webhooks/{name}/enable': () => ofWebhook,
  'POST /webhooks/{name}/disable': () => ofWebhook,
  'POST /erasures': () => ({ body: JSON.stringify({ email: 'ada@example.org', reason: 'Ticket 17' }) }),
  'GET /erasures': () => ({}),
  'GET /erasures/{id}': () => ({ pathParameters: { id: ERASURE.id } }),
  'GET /config': () => ({}),
  'GET /config/versions': () => ({}),
  'GET /config/versions/{version}': () => ({ pathParameters: { version: CONFIG_VERSION.version } }),
  'GET /': () => ({}),
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
      pathParameters: { id: 'no-id', name: 'no-name', step: 'no-step', version: 'no-version' },
    });
    expect(status === 404).toBe(key.includes('{'));
  });
});
