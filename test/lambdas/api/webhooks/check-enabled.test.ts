import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryRecord } from '../../../../core/webhooks/delivery-record.ts';
import { disabledEndpoint } from '../../../../core/webhooks/endpoint-state.ts';
import { createApiHandler } from '../../../../lambdas/api/api-handler.ts';
import { webhooksRoutes } from '../../../../lambdas/api/webhooks/routes.ts';
import { createLogger } from '../../../../lambdas/runtime/logger.ts';
import { reply, startWebhookWorld, WEBHOOK, type WebhookWorld } from '../../webhook-sender/webhook-world.ts';
import { send, type TestRequest } from '../api-event.ts';

const OFF = { ...WEBHOOK, name: 'off', enabled: false };
const FORMER = { ...WEBHOOK, name: 'former' };

let world: WebhookWorld;
let handler: ReturnType<typeof createApiHandler>;
let started: DeliveryRecord[];
beforeEach(async () => {
  world = await startWebhookWorld([WEBHOOK, { ...OFF, enabled: true }, FORMER]);
  started = [];
  const routes = webhooksRoutes({
    ...world,
    webhooks: [WEBHOOK, OFF],
    startDelivery: async (delivery) => {
      started.push(delivery);
      return true;
    },
  });
  handler = createApiHandler(createLogger('test'), routes);
});
afterEach(() => world.close());

async function ask(request: TestRequest): Promise<{ status: number | undefined; body: Record<string, unknown> }> {
  const { status, body } = await send(handler, request);
  return { status, body: body as Record<string, unknown> };
}

/** Creates a delivery that the receiver rejected. */
async function failed(webhook = WEBHOOK.name): Promise<string> {
  const orderId = await world.orderWith();
  world.respondWith(() => reply(422, { 'webhook-delivery': 'abort-message' }));
  await world.send({ orderId, sequence: 1, webhook });
  return `${orderId}-1-${webhook}`;
}

describe('a disabled webhook', () => {
  const since = '2026-03-02T00:00:00Z';
  const asks = (id: string, name = WEBHOOK.name): readonly TestRequest[] => [
    { route: 'POST /webhooks/deliveries/{id}/redeliver', pathParameters: { id: id } },
    { route: 'POST /webhooks/{name}/recover', pathParameters: { name }, body: JSON.stringify({ since }) },
  ];

  it.each([
    ['gone', 'it answered 410'],
    ['failing', 'every delivery failed for five days'],
    ['operator', 'an operator disabled it'],
  ] as const)('rejects redelivery (%s) and says how to enable it', async (reason, why) => {
    const id = await failed();
    await world.endpoints.change(WEBHOOK.name, (state) => disabledEndpoint(state, reason, world.now()));
    for (const request of asks(id)) {
      const rejected = await ask(request);
      expect(rejected).toMatchObject({ status: 409, body: { type: '/problems/webhook-disabled' } });
      expect(rejected.body.detail).toContain(why);
      expect(rejected.body.detail).toContain('POST /webhooks/crm-feed/enable');
    }
    expect(started).toEqual([]);
    await ask({ route: 'POST /webhooks/{name}/enable', pathParameters: { name: WEBHOOK.name } });
    for (const request of asks(id)) expect((await ask(request)).status).toBe(202);
  });

  it('rejects redelivery while it is switched off in the tenant file', async () => {
    const id = await failed('off');
    for (const request of asks(id, 'off')) {
      const rejected = await ask(request);
      expect(rejected).toMatchObject({ status: 409, body: { type: '/problems/webhook-disabled' } });
      expect(rejected.body.detail).toContain('"enabled": true');
    }
    expect(started).toEqual([]);
  });

  it('rejects redelivery if it is no longer in the tenant file', async () => {
    const id = await failed('former');
    const [request] = asks(id);
    if (request === undefined) throw new TypeError('Expected a request.');
    const rejected = await ask(request);
    expect(rejected).toMatchObject({ status: 409, body: { type: '/problems/webhook-disabled' } });
    expect(rejected.body.detail).toContain('the tenant file, which has crm-feed, off');
  });
});
