import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryRecord } from '../../../../core/webhooks/delivery-record.ts';
import { createApiHandler } from '../../../../lambdas/api/api-handler.ts';
import { recoveryDryRun } from '../../../../lambdas/api/webhooks/recover-webhook.ts';
import { webhooksRoutes } from '../../../../lambdas/api/webhooks/routes.ts';
import { createLogger } from '../../../../lambdas/runtime/logger.ts';
import { reply, startWebhookWorld, WEBHOOK, type WebhookWorld } from '../../webhook-sender/webhook-world.ts';
import { send, type TestRequest } from '../api-event.ts';

const OTHER = { ...WEBHOOK, name: 'other', url: 'https://other.example.org/' };

let world: WebhookWorld;
let handler: ReturnType<typeof createApiHandler>;
let started: DeliveryRecord[];
/** The rounds whose executions have ended. */
let endedRounds: number[];
/** Runs while an execution is being started. */
let meanwhile: () => Promise<void>;
beforeEach(async () => {
  world = await startWebhookWorld([WEBHOOK, OTHER]);
  started = [];
  endedRounds = [];
  meanwhile = async () => undefined;
  const routes = webhooksRoutes({
    webhooks: [WEBHOOK, OTHER],
    deliveries: world.deliveries,
    endpoints: world.endpoints,
    index: world.index,
    startDelivery: async (delivery) => {
      started.push(delivery);
      await meanwhile();
      return !endedRounds.includes(delivery.round);
    },
    now: world.now,
    maxDeliveries: 5,
  });
  handler = createApiHandler(createLogger('test'), routes);
});
afterEach(() => world.close());

async function ask(request: TestRequest): Promise<{ status: number | undefined; body: Record<string, unknown> }> {
  const { status, body } = await send(handler, request);
  return { status, body: body as Record<string, unknown> };
}

const idsIn = (body: Record<string, unknown>): unknown[] => (body.items as { id: string }[]).map(({ id }) => id);

/** Creates deliveries, one second apart, with the given status. */
async function deliveries(count: number, status: 'delivered' | 'waiting' | 'failed', webhook = WEBHOOK.name) {
  const ids: string[] = [];
  for (let created = 0; created < count; created += 1) {
    world.advance(1);
    const orderId = await world.orderWith();
    const headers = status === 'failed' ? { 'webhook-delivery': 'abort-message' } : {};
    world.respondWith(() => reply(status === 'delivered' ? 204 : 422, headers));
    await world.send({ orderId, sequence: 1, webhook });
    ids.push(`${orderId}-1-${webhook}`);
  }
  return ids;
}

const LIST = 'GET /webhooks/deliveries';

describe('GET /webhooks', () => {
  it('shows every webhook with its endpoint, and only the names of secrets', async () => {
    world.respondWith(() => reply(410));
    await world.send({ orderId: await world.orderWith(), sequence: 1 });
    const { status, body } = await ask({ route: 'GET /webhooks' });
    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      {
        name: 'crm-feed',
        signingSecret: 'webhooks/crm-feed',
        endpoint: { state: 'disabled', disabled: { reason: 'gone' } },
      },
      { name: 'other', orderTypes: null, endpoint: { state: 'enabled', disabled: null, warnings: [] } },
    ]);
  });

  it('shows when an endpoint recovered, and null for one that never failed', async () => {
    await deliveries(1, 'delivered');
    const items = async () => (await ask({ route: 'GET /webhooks' })).body.items;
    expect(await items()).toMatchObject([{ endpoint: { recoveredAt: null, lastFailureAt: null } }, {}]);
    await deliveries(1, 'waiting');
    await deliveries(1, 'delivered');
    const at = world.now().toISOString();
    await deliveries(1, 'delivered');
    expect(await items()).toMatchObject([{ endpoint: { recoveredAt: at, lastFailureAt: expect.any(String) } }, {}]);
  });

  it('rejects a query parameter', async () => {
    expect(await ask({ route: 'GET /webhooks', query: { name: 'x' } })).toMatchObject({ status: 400 });
  });
});

describe('GET /webhooks/deliveries', () => {
  it('lists the newest first, across all webhooks and statuses', async () => {
    const first = await deliveries(1, 'delivered');
    const second = await deliveries(1, 'failed', 'other');
    const third = await deliveries(1, 'waiting');
    const { body } = await ask({ route: LIST });
    expect(idsIn(body)).toEqual([...third, ...second, ...first]);
    expect(body).toMatchObject({
      cursor: null,
      items: [{ status: 'waiting', attempts: [{ number: 1, status: 422 }], nextTryAt: expect.any(String) }, {}, {}],
    });
  });

  it('lists by webhook, by status and by order', async () => {
    const [delivered] = await deliveries(1, 'delivered');
    const [failed] = await deliveries(1, 'failed');
    const [other] = await deliveries(1, 'delivered', 'other');
    const listed = async (query: Record<string, string>) => idsIn((await ask({ route: LIST, query })).body);
    expect(await listed({ webhook: 'other' })).toEqual([other]);
    expect(await listed({ status: 'failed' })).toEqual([failed]);
    expect(await listed({ status: 'delivered', webhook: 'crm-feed' })).toEqual([delivered]);
    expect(await listed({ order: String(failed).slice(0, 38) })).toEqual([failed]);
    expect(await listed({ order: String(failed).slice(0, 38), status: 'delivered' })).toEqual([]);
  });

  it('pages with a cursor, without gaps or repeats', async () => {
    const ids = [...(await deliveries(3, 'delivered')), ...(await deliveries(4, 'failed'))].toReversed();
    const found: unknown[] = [];
    let cursor: unknown;
    do {
      const query = { limit: '3', ...(typeof cursor === 'string' && { cursor }) };
      const { body } = await ask({ route: LIST, query });
      found.push(...idsIn(body));
      cursor = body.cursor;
    } while (cursor !== null);
    expect(found).toEqual(ids);
  });

  it.each([
    ['an unknown status', { status: 'lost' }, 'status'],
    ['an invalid order id', { order: 'order-1' }, 'order'],
    ['a limit that is too large', { limit: '101' }, 'limit'],
    ['an invalid cursor', { cursor: 'AAAA' }, 'cursor'],
    ['an unknown parameter', { page: '2' }, 'page'],
  ])('rejects %s', async (_, query, path) => {
    expect(await ask({ route: LIST, query })).toMatchObject({
      status: 400,
      body: { type: '/problems/invalid-request', errors: [{ path }] },
    });
  });
});

describe('POST /webhooks/deliveries/{id}/redeliver', () => {
  const redeliver = (id: unknown) =>
    ask({ route: 'POST /webhooks/deliveries/{id}/redeliver', pathParameters: { id: String(id) } });

  it('starts a new round, and only one if the request is repeated', async () => {
    const [id] = await deliveries(1, 'failed');
    const first = await redeliver(id);
    expect(first).toMatchObject({ status: 202, body: { id, status: 'waiting', round: 2, reason: null } });
    expect((await redeliver(id)).body).toEqual(first.body);
    expect(started.map(({ round }) => round)).toEqual([2, 2]);
  });

  it('sends the event again with the same id, and supersedes the earlier round', async () => {
    const [id] = await deliveries(1, 'waiting');
    await redeliver(id);
    const orderId = String(id).slice(0, 38);
    expect(await world.send({ orderId, sequence: 1 })).toEqual({ outcome: 'superseded' });
    world.respondWith(() => reply(204));
    expect(await world.send({ orderId, sequence: 1, round: 2, owner: 'execution-2' })).toEqual({
      outcome: 'delivered',
    });
    expect(new Set(world.requests.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]));
    expect(await redeliver(id)).toMatchObject({ status: 202, body: { round: 3 } });
  });

  it('starts over with the full number of attempts after they were used up', async () => {
    const [id] = await deliveries(1, 'failed');
    await redeliver(id);
    world.respondWith(() => reply(500));
    const event = { orderId: String(id).slice(0, 38), sequence: 1, round: 2, owner: 'execution-2' };
    for (let tries = 1; tries <= 9; tries += 1)
      expect(await world.send(event), String(tries)).toMatchObject({ error: 'DeliveryPostponed' });
    expect(await world.send(event)).toMatchObject({ error: 'DeliveryGivenUp' });
  });

  it('starts another round, once, if the execution of the latest round ended before its first attempt', async () => {
    const [id] = await deliveries(1, 'failed');
    await redeliver(id);
    endedRounds = [2];
    const second = await redeliver(id);
    expect(second).toMatchObject({ status: 202, body: { id, status: 'waiting', round: 3 } });
    expect((await redeliver(id)).body).toEqual(second.body);
    expect(started.map(({ round }) => round)).toEqual([2, 2, 3, 3]);
    world.respondWith(() => reply(204));
    const event = { orderId: String(id).slice(0, 38), sequence: 1, owner: 'execution-3' };
    expect(await world.send({ ...event, round: 3 })).toEqual({ outcome: 'delivered' });
  });

  it('is rejected if the execution of the latest round ended because it delivered', async () => {
    const [id] = await deliveries(1, 'failed');
    await redeliver(id);
    endedRounds = [2];
    world.respondWith(() => reply(204));
    const event = { orderId: String(id).slice(0, 38), sequence: 1, round: 2, owner: 'execution-2' };
    meanwhile = async () => void (await world.send(event));
    expect(await redeliver(id)).toMatchObject({ status: 409, body: { type: '/problems/delivery-busy' } });
    expect(started.map(({ round }) => round)).toEqual([2, 2]);
  });

  it('is rejected while the delivery is in progress', async () => {
    world.respondWith(() => new Promise(() => undefined));
    const orderId = await world.orderWith();
    void world.send({ orderId, sequence: 1 });
    await expect.poll(() => world.requests.length).toBe(1);
    const rejected = await redeliver(`${orderId}-1-crm-feed`);
    expect(rejected).toMatchObject({ status: 409, body: { type: '/problems/delivery-busy' } });
    world.advance(31);
    expect(await redeliver(`${orderId}-1-crm-feed`)).toMatchObject({ status: 202 });
  });

  it.each(['nonsense', `order-${'0'.repeat(32)}-1-crm-feed`])('returns 404 for %s', async (id) => {
    expect(await redeliver(id)).toMatchObject({ status: 404, body: { type: '/problems/delivery-not-found' } });
    expect(started).toEqual([]);
  });
});

describe('POST /webhooks/{name}/recover', () => {
  const recover = (body: unknown, name = WEBHOOK.name) =>
    ask({ route: 'POST /webhooks/{name}/recover', pathParameters: { name }, body: JSON.stringify(body) });

  it('restarts everything not delivered since then, oldest first, and only once if repeated', async () => {
    await deliveries(2, 'failed');
    world.advance(60);
    const since = world.now().toISOString();
    const missed = [...(await deliveries(3, 'failed')), ...(await deliveries(1, 'waiting'))];
    await deliveries(2, 'delivered');
    await deliveries(1, 'failed', 'other');
    expect(await recover({ since })).toEqual({ status: 202, body: { redelivered: 4, next: null } });
    expect(started.map(({ orderId }) => `${orderId}-1-crm-feed`).toSorted()).toEqual(missed.toSorted());
    expect(await recover({ since })).toEqual({ status: 202, body: { redelivered: 0, next: null } });
    expect(new Set(started.map(({ round }) => round))).toEqual(new Set([2]));
  });

  it('restarts and counts a delivery whose latest execution ended before its first attempt', async () => {
    const since = world.now().toISOString();
    await deliveries(2, 'failed');
    await recover({ since });
    endedRounds = [2];
    expect(await recover({ since })).toMatchObject({ body: { redelivered: 2 } });
    expect(started.slice(-2).map(({ round }) => round)).toEqual([3, 3]);
    expect(await recover({ since })).toMatchObject({ body: { redelivered: 0 } });
  });

  it('says in a dry run what it would restart, all requests together, and restarts nothing', async () => {
    await deliveries(1, 'failed');
    world.advance(60);
    const since = world.now().toISOString();
    const none = { dry_run: true, webhook: WEBHOOK.name, failed: 0, waiting: 0, oldest: null, newest: null };
    expect(await recover({ since, dry_run: true })).toEqual({ status: 200, body: { ...none, complete: true } });
    await deliveries(7, 'failed');
    await deliveries(2, 'waiting');
    await deliveries(1, 'delivered');
    await deliveries(1, 'failed', 'other');
    const { body } = await recover({ since, dry_run: true });
    expect(body).toMatchObject({ failed: 7, waiting: 2, complete: true });
    expect(Date.parse(String(body.newest)) - Date.parse(String(body.oldest))).toBe(8_000);
    expect(started).toEqual([]);
    expect((await recover({ since, dry_run: false })).body).toMatchObject({ redelivered: 5 });
  });

  it('refuses a dry run as it would refuse the recovery', async () => {
    const since = world.now().toISOString();
    await ask({ route: 'POST /webhooks/{name}/disable', pathParameters: { name: WEBHOOK.name } });
    expect(await recover({ since, dry_run: true })).toMatchObject({ status: 409 });
    expect(await recover({ since, dry_run: true }, 'nobody')).toMatchObject({ status: 404 });
  });

  it('counts some deliveries only, and says so', async () => {
    const since = world.now().toISOString();
    await deliveries(3, 'failed');
    const report = await recoveryDryRun(WEBHOOK.name, since, { index: world.index, maxCounted: 2 });
    expect(report).toMatchObject({ failed: 2, waiting: 0, complete: false });
  });

  it('returns where to continue if there are more deliveries than one request restarts', async () => {
    const since = world.now().toISOString();
    await deliveries(7, 'failed');
    const first = await recover({ since });
    expect(first.body).toMatchObject({ redelivered: 5, next: expect.any(String) });
    expect(await recover({ since: first.body.next })).toMatchObject({ body: { redelivered: 2, next: null } });
  });

  it.each([
    ['a missing time', {}],
    ['a date without a time', { since: '2026-03-02' }],
    ['an unknown field', { since: '2026-03-02T00:00:00Z', until: 'now' }],
  ])('rejects %s', async (_, body) => {
    expect(await recover(body)).toMatchObject({ status: 400, body: { type: '/problems/invalid-request' } });
  });

  it('returns 404 for a webhook that does not exist', async () => {
    const rejected = await recover({ since: '2026-03-02T00:00:00Z' }, 'gone');
    expect(rejected).toMatchObject({ status: 404, body: { type: '/problems/webhook-not-found' } });
    expect(rejected.body.detail).toContain('crm-feed, other');
  });
});

describe('POST /webhooks/{name}/enable and /disable', () => {
  const change = (what: 'enable' | 'disable', name = WEBHOOK.name) =>
    ask({ route: `POST /webhooks/{name}/${what}`, pathParameters: { name } });

  it('stop and start deliveries, and are safe to repeat', async () => {
    const first = await change('disable');
    expect(first).toMatchObject({ status: 200, body: { endpoint: { disabled: { reason: 'operator' } } } });
    world.advance(60);
    expect((await change('disable')).body).toEqual(first.body);
    const orderId = await world.orderWith();
    expect(await world.send({ orderId, sequence: 1 })).toEqual({ outcome: 'not-sent' });
    expect(await change('enable')).toMatchObject({ status: 200, body: { endpoint: { state: 'enabled' } } });
    expect(await change('enable')).toMatchObject({ status: 200, body: { endpoint: { state: 'enabled' } } });
    expect(await world.send({ orderId: await world.orderWith(), sequence: 1 })).toEqual({ outcome: 'delivered' });
  });

  it.each(['enable', 'disable'] as const)('returns 404 for %s of a webhook that does not exist', async (what) => {
    expect(await change(what, 'gone')).toMatchObject({ status: 404, body: { type: '/problems/webhook-not-found' } });
  });
});
