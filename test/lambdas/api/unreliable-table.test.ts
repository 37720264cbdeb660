import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RouteDefinition } from '../../../blueprint/routes/define-route.ts';
import { ROUTES } from '../../../blueprint/routes/routes.ts';
import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import { orderIdOfKey } from '../../../core/order/order-ids.ts';
import { createApiHandler } from '../../../lambdas/api/api-handler.ts';
import { operateOrdersRoutes } from '../../../lambdas/api/operate-orders/routes.ts';
import { SHORT_TIMEOUTS } from '../../../lambdas/clients.ts';
import { createOperatorStepStore } from '../../../lambdas/order-store/operator-step-store.ts';
import { createOperatorStore } from '../../../lambdas/order-store/operator-store.ts';
import { createOrderStore } from '../../../lambdas/order-store/order-store.ts';
import { createLogger } from '../../../lambdas/runtime/logger.ts';
import { idlePlugin, type OrderWorld, SMALL_ORDER, startOrderWorld } from '../../helpers/order-world.ts';
import { type Mishap, startUnreliableEndpoint, type UnreliableEndpoint } from '../../helpers/unreliable-endpoint.ts';
import { send, type TestRequest } from './api-event.ts';
import { failedOrHeldOrder, LOST, operatorPorts, sequenceBy } from './operate-orders/operate-world.ts';
import { countItems, submission } from './submit-order/submit-world.ts';

let world: OrderWorld;
let network: UnreliableEndpoint;
/** The limits of the API's functions, short enough for a test to wait for. */
let hasty: DynamoDBDocumentClient;
/** For replies that come: a busy machine must not turn them into outages. */
let patient: DynamoDBDocumentClient;
const connect = (requestTimeout: number) => {
  const connection = new DynamoDBClient({
    endpoint: network.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 2,
    requestHandler: { ...SHORT_TIMEOUTS, requestTimeout },
  });
  return DynamoDBDocumentClient.from(connection, { marshallOptions: { removeUndefinedValues: true } });
};
beforeAll(async () => {
  const asks = { ...idlePlugin('second'), probe: async () => ({ applied: 'unknown' }) as const };
  world = await startOrderWorld([idlePlugin('first'), asks]);
  network = await startUnreliableEndpoint(world.endpoint);
  hasty = connect(150);
  patient = connect(15_000);
});
afterEach(() => network.mishaps.clear());
afterAll(async () => {
  hasty.destroy();
  patient.destroy();
  await network.close();
  await world.close();
});

const MISHAPS: readonly Mishap[] = ['lost', 'unanswered', 'slow'];

/** The steps of the tenant, of which the second waits for a callback. */
function withCallback(): TenantConfig['processOrder'] {
  const callback = { waitFor: 'callback', callback: { timeoutSeconds: 60 } } as const;
  return world.config.processOrder.map((step, index) => (index === 1 ? { ...step, ...callback } : step));
}

function answer(request: TestRequest, client = hasty) {
  const orders = createOrderStore(client, world.table);
  const routes =
    request.route === 'POST /orders'
      ? submission(world, { orders }).submit
      : operateOrdersRoutes({
          ...operatorPorts(world),
          currentSequence: sequenceBy(world, { processOrder: withCallback() }),
          orders,
          operator: createOperatorStore(client, world.table),
          operatorSteps: createOperatorStepStore(client, world.table),
        });
  const logger = createLogger('test');
  logger.setLogLevel('SILENT');
  return send(createApiHandler(logger, routes), request);
}

describe('an order whose table does not answer', () => {
  const submit = (headers: Record<string, string> = {}) =>
    answer({ route: 'POST /orders', headers, body: JSON.stringify(SMALL_ORDER) });

  it.each(MISHAPS)(
    'gets a 503 with its id if the write is %s, and the id tells whether it was stored',
    async (mishap) => {
      network.mishaps.set('PutItem', mishap);
      const { status, headers, body } = await submit();
      expect([status, headers['retry-after']]).toEqual([503, '30']);
      expect(body).toMatchObject({ type: '/problems/service-unavailable', order_id: expect.stringMatching(/^order-/) });
      expect(body).toHaveProperty('detail', expect.stringContaining('may have been accepted'));
      const stored = await world.orders.get((body as { order_id: string }).order_id);
      expect(stored?.status).toBe(mishap === 'lost' ? undefined : 'submitted');
    },
  );

  it.each(MISHAPS)('is one order if it is sent again with its key after a write that was %s', async (mishap) => {
    const headers = { 'idempotency-key': `again-${mishap}` };
    network.mishaps.set('PutItem', mishap);
    expect((await submit(headers)).status).toBe(503);
    network.mishaps.clear();
    const before = await countItems(world);
    const { body, status } = await submit(headers);
    expect(status).toBe(202);
    expect(body).toMatchObject({ id: orderIdOfKey('acme', '', headers['idempotency-key']) });
    expect(await countItems(world)).toBe(before + (mishap === 'lost' ? 1 : 0));
    expect((await submit(headers)).status).toBe(202);
  });
});

/** Nobody answers a probe here. */
const NO_WAIT = { prefer: 'wait=0' };

describe('an action whose table does not answer', () => {
  const reason = { reason: 'Ticket 17' };
  const ACTIONS: readonly (readonly [string, object, string])[] = [
    ['resume', reason, 'The run may have started.'],
    ['cancel', reason, 'The order may have been cancelled.'],
    ['steps/{step}/retry', reason, 'The retry may have started.'],
    ['steps/{step}/skip', reason, 'The step may have been skipped.'],
    ['steps/{step}/complete', reason, 'The step may have been completed.'],
    ['steps/{step}/probe', reason, 'The partner may have been asked.'],
    ['steps/{step}/callback', { output: {} }, 'The answer may have been recorded.'],
  ];
  const CASES = ACTIONS.flatMap((action) => MISHAPS.map((mishap) => [...action, mishap] as const));

  it.each(CASES)('%s gets a 503 that says what may have happened (%#)', async (path, body, advice, mishap) => {
    const { id } = await failedOrHeldOrder(world, 'held', { outcome: 'unknown', error: LOST });
    const request = {
      route: `POST /orders/{id}/${path}`,
      pathParameters: { id, step: 'second' },
      headers: NO_WAIT,
      body: JSON.stringify(body),
    };
    network.mishaps.set('UpdateItem', mishap);
    const response = await answer(request);
    expect(response).toMatchObject({ status: 503, body: { type: '/problems/service-unavailable' } });
    expect(response.body).toHaveProperty('detail', expect.stringContaining(advice));
  });

  it.each(ACTIONS)('%s is done once and says so if the client repeats its own write (%#)', async (path, body) => {
    const { id } = await failedOrHeldOrder(world, 'held', { outcome: 'unknown', error: LOST });
    const pathParameters = { id, step: 'second' };
    network.mishaps.set('UpdateItem', 'unanswered-once');
    const request = {
      route: `POST /orders/{id}/${path}`,
      pathParameters,
      headers: NO_WAIT,
      body: JSON.stringify(body),
    };
    const response = await answer(request, patient);
    expect(network.mishaps.size).toBe(0);
    expect(response.status).toBeLessThan(300);
    const { order, steps } = (await world.orders.getWithSteps(id)) ?? {};
    const second = steps?.find(({ stepId }) => stepId === 'second');
    const actions = [...(order?.operations ?? []), ...(second?.operations ?? [])].map(({ action }) => action);
    const wanted = path.split('/').at(-1) ?? '';
    expect(actions.toSorted()).toEqual({ callback: [], retry: ['resume', 'retry'] }[wanted] ?? [wanted]);
    if (wanted === 'callback') expect(second?.status).toBe('succeeded');
  });

  it('steps/{step}/callback that comes early is kept once if the client repeats its own write', async () => {
    const { id } = await world.submitted();
    const request = { route: 'POST /orders/{id}/steps/{step}/callback', pathParameters: { id, step: 'second' } };
    network.mishaps.set('UpdateItem', 'unanswered-once');
    const response = await answer({ ...request, body: '{"output":{"grant":"G-1"}}' }, patient);
    expect(response).toMatchObject({ status: 200, body: { step: 'second', status: 'kept' } });
    expect(await answer({ ...request, body: '{"output":{"grant":"G-2"}}' }, patient)).toMatchObject({ status: 409 });
  });

  it('is refused if another request changed the order first', async () => {
    const { id } = await failedOrHeldOrder(world, 'held', { outcome: 'unknown', error: LOST });
    const skip = { route: 'POST /orders/{id}/steps/{step}/skip', pathParameters: { id, step: 'second' } };
    const both = await Promise.all([1, 2].map(() => answer({ ...skip, body: JSON.stringify(reason) }, patient)));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('is safe to repeat where the route does not say what may have happened', () => {
    const routes: readonly RouteDefinition[] = ROUTES;
    const writes = routes.filter(({ method, function: name }) => method === 'POST' && name !== 'describe');
    const safe = writes.filter(({ whenInterrupted }) => whenInterrupted === undefined);
    for (const { description, path } of safe) expect(description, path).toContain('Safe to repeat');
    expect(writes.length - safe.length).toBe(ACTIONS.length + 1);
  });
});
