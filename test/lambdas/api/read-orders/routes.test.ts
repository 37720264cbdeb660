import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InMemoryTable, startTable } from '../../../../contract/in-memory-table.ts';
import { orderEventsOf } from '../../../../core/events/order-events.ts';
import { attentionAttributes } from '../../../../core/order/attention.ts';
import { stepKey } from '../../../../core/order/order-keys.ts';
import type { OrderRecord, StepRecord } from '../../../../core/order/order-record.ts';
import { createApiHandler } from '../../../../lambdas/api/api-handler.ts';
import { orderDetails, orderSummary, orderView } from '../../../../lambdas/api/order-view.ts';
import { processEventsOf } from '../../../../lambdas/api/read-orders/process-events.ts';
import { readOrdersRoutes } from '../../../../lambdas/api/read-orders/routes.ts';
import { attemptItemOf } from '../../../../lambdas/order-store/order-item.ts';
import { createOrderStore } from '../../../../lambdas/order-store/order-store.ts';
import { createLogger } from '../../../../lambdas/runtime/logger.ts';
import { invalidAt, problemOf, send, type TestRequest } from '../api-event.ts';
import { orderIdOf, storedOrder } from '../stored-order.ts';
import { readPorts } from './read-ports.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const UNKNOWN = `order-${'0'.repeat(32)}`;

/** Returns an order as it is read from the table. */
function listed(order: OrderRecord): OrderRecord {
  return { ...order, ...attentionAttributes(order) };
}

const entryOf = (order: OrderRecord) => orderSummary(listed(order), [], NOW);

describe('read-orders', () => {
  let table: InMemoryTable;
  let handler: ReturnType<typeof createApiHandler>;
  const failed = storedOrder(1, {
    status: 'failed',
    failure: { step: 'zuora', code: 'card-declined', message: 'The card was declined.' },
    events: [
      { type: 'order.submitted', occurredAt: '2026-11-22T10:00:00.000Z', run: 1 },
      { type: 'order.error', occurredAt: '2026-11-22T10:00:01.000Z', run: 1, data: { step: 'zuora' } },
      { type: 'order.failed', occurredAt: '2026-11-22T10:00:02.000Z', run: 1 },
    ],
  });
  const yesterday = storedOrder(2, { createdAt: '2026-11-21T10:00:00.000Z', orderType: 'refund' });
  const old = storedOrder(3, { createdAt: '2026-01-05T10:00:00.000Z', status: 'held' });
  const step: StepRecord = {
    stepId: 'zuora',
    plugin: 'zuora',
    service: 'zuora',
    status: 'declined',
    run: 1,
    leaseUntil: '2026-11-22T10:01:00.000Z',
    attempts: [
      {
        run: 1,
        startedAt: '2026-11-22T10:00:00.500Z',
        outcome: 'declined',
        durationMs: 480,
        error: {
          name: 'PluginDeclined',
          code: 'card-declined',
          message: 'Zuora answered 53100020.',
          publicMessage: 'The card was declined.',
        },
        logs: [{ timestamp: '2026-11-22T10:00:00.600Z', level: 'warn', message: 'Payment rejected.' }],
      },
    ],
  };

  beforeAll(async () => {
    table = await startTable();
    const orders = createOrderStore(table.client, table.table);
    await Promise.all([failed, yesterday, old].map((order) => orders.put(order)));
    const attempts = step.attempts.map(attemptItemOf);
    await table.client.send(
      new PutCommand({ TableName: table.table, Item: { ...stepKey(failed.id, 'zuora'), ...step, attempts } }),
    );
    const routes = readOrdersRoutes(readPorts(table, () => NOW));
    handler = createApiHandler(createLogger('test'), routes);
  });
  afterAll(() => table.close());

  const read = (request: TestRequest) => send(handler, request);
  const list = (query: Record<string, string>) => read({ route: 'GET /orders', query });
  const ofOrder = (path: string, id: string, query?: Record<string, string>) =>
    read({ route: `GET /orders/{id}${path}`, pathParameters: { id }, ...(query !== undefined && { query }) });

  it('returns an order with its steps', async () => {
    const response = await ofOrder('', failed.id);
    expect(response).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(response.body).toEqual(
      orderDetails(orderView(listed(failed), [step]), failed, { due: [], lanes: [], deliveries: [] }),
    );
    expect(response.body).toMatchObject({
      status: 'failed',
      steps: [{ id: 'zuora', status: 'declined', attempts: 1 }],
    });
  });

  it('returns the process events of an order', async () => {
    const response = await ofOrder('/process-events', failed.id);
    expect(response.body).toEqual(
      JSON.parse(
        JSON.stringify({ items: processEventsOf({ order: failed, steps: [step], payloadReads: [], deliveries: [] }) }),
      ),
    );
    expect(response.body).toMatchObject({
      items: [{ pluginErrorOutput: [{ name: 'zuora', message: 'Zuora answered 53100020.' }] }],
    });
  });

  it.each([
    [{}, [1, 2, 3], null],
    [{ after: '1' }, [2, 3], null],
    [{ after: '1', limit: '1' }, [2], 2],
    [{ after: '2', limit: '1' }, [3], null],
    [{ after: '3' }, [], null],
    [{ after: '999999999', limit: '1000' }, [], null],
  ])('returns the events of an order by number (%j)', async (query, sequences, next) => {
    const { status, body } = await ofOrder('/events', failed.id, query);
    expect(status).toBe(200);
    const events = orderEventsOf(failed).filter((event) => sequences.includes(event.sequence));
    expect(body).toEqual({ items: events, next });
  });

  it.each(['', '/process-events', '/events'])('returns 404 for an order that does not exist (%s)', async (path) => {
    for (const id of [UNKNOWN, 'order-1', orderIdOf(1).toUpperCase(), '../orders', 'order']) {
      expect(problemOf(await ofOrder(path, id))).toEqual({ type: '/problems/order-not-found', status: 404 });
    }
  });

  it('lists the orders of the last month, newest first', async () => {
    const { status, body } = await list({});
    expect(status).toBe(200);
    expect(body).toEqual({ items: [entryOf(failed), entryOf(yesterday)], cursor: null });
    expect(body).toMatchObject({
      items: [{ external_id: 'CRM-1', run: 1, links: { self: `/orders/${failed.id}` } }, {}],
    });
    expect(JSON.stringify(body)).not.toContain('steps');
  });

  it.each([
    [{ status: 'held' }, [old]],
    [{ status: 'failed' }, [failed]],
    [{ status: 'complete' }, [yesterday]],
    [{ status: 'held', from: '2026-01-06' }, []],
    [{ status: 'held', to: '2026-01-05' }, [old]],
    [{ order_type: 'refund' }, [yesterday]],
    [{ order_type: 'submitted' }, [failed]],
    [{ with_errors: 'true' }, [failed, old]],
    [{ status: 'held,failed' }, [failed, old]],
    [{ status: 'held,complete' }, [yesterday]],
    [{ order_type: 'refund,new' }, [failed, yesterday]],
    [{ step: 'zuora' }, [failed]],
    [{ step: 'zuora', code: 'other' }, []],
    [{ code: 'card-declined' }, [failed]],
    [{ code: 'card-declined', order_type: 'refund' }, []],
    [{ stuck_for: 'PT1H' }, [failed, old]],
    [{ stuck_for: 'P1D' }, [old]],
    [{ stuck_for: 'P1D', status: 'failed' }, []],
    [{ sequence: 'default' }, [failed, yesterday]],
    [{ sequence: 'trial' }, []],
    [{ version: '0123456789ab' }, [failed, yesterday]],
    [{ version: 'x' }, []],
    [{ from: '2026-11-22T09:59:59Z', to: '2026-11-22T10:00:00Z' }, [failed]],
    [{ from: '2026-11-22T10:00:00.001Z' }, []],
    [{ from: '2026-11-22T11:00:00+01:00', to: '2026-11-22T11:00:00+01:00' }, [failed]],
    [{ from: '2026-11-22T09:00:00.001-01:00' }, []],
    [{ q: failed.id }, [failed]],
    [{ q: failed.id, status: 'held' }, []],
    [{ q: 'nobody knows' }, []],
    [{ with_errors: 'false' }, [yesterday]],
    [{ from: '2026-11-22' }, [failed]],
    [{ to: '2026-11-21' }, [yesterday]],
    [{ from: '2026-01-01', to: '2026-04-03' }, [old]],
    [{ from: '2027-01-01', to: '2027-01-01' }, []],
    [{ from: '9999-12-31', to: '9999-12-31' }, []],
    [{ to: '0000-01-01' }, []],
  ])('filters the list by %j', async (query, orders) => {
    const { status, body } = await list(query);
    expect({ status, body }).toEqual({ status: 200, body: { items: orders.map(entryOf), cursor: null } });
  });

  it('continues from the cursor of the previous page, also when it is used twice', async () => {
    const first = (await list({ limit: '1' })).body as { items: unknown[]; cursor: string };
    expect(first.items).toEqual([entryOf(failed)]);
    for (const _ of [1, 2]) {
      const second = await list({ limit: '1', cursor: first.cursor });
      expect(second.body).toEqual({ items: [entryOf(yesterday)], cursor: null });
    }
  });

  it('rejects a cursor with different filters, and one that was modified', async () => {
    const { cursor } = (await list({ limit: '1' })).body as { cursor: string };
    const parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Record<string, unknown>;
    const forged = (changes: Record<string, unknown>) =>
      Buffer.from(JSON.stringify({ ...parsed, ...changes })).toString('base64url');
    const wrong = [
      { limit: '1', cursor, with_errors: 'true' },
      { limit: '1', cursor, status: 'failed' },
      { cursor: `${cursor}=` },
      { cursor: cursor.slice(1) },
      { cursor: 'x' },
      { cursor: '' },
      { cursor: 'bnVsbA' },
      { cursor: 'a'.repeat(2000) },
      { cursor: forged({ extra: 1 }) },
      { cursor: forged({ id: 'order-1' }) },
      { cursor: forged({ createdAt: 'yesterday' }) },
      { cursor: forged({ createdAt: '2026-11-22T10:00:00Z' }) },
      { cursor: forged({ filters: 1 }) },
    ];
    for (const query of wrong) expect(problemOf(await list(query)), JSON.stringify(query)).toEqual(invalidAt('cursor'));
  });

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ limit: '1.5' }, 'limit'],
    [{ limit: '1e1' }, 'limit'],
    [{ limit: '-1' }, 'limit'],
    [{ limit: '' }, 'limit'],
    [{ limit: '10,20' }, 'limit'],
    [{ from: '22/11/2026' }, 'from'],
    [{ from: '2026-02-30' }, 'from'],
    [{ from: '2026-11-23' }, 'from'],
    [{ from: '2026-11-22', to: '2026-11-21' }, 'from'],
    [{ status: 'failed', from: '2026-11-22', to: '2026-11-21' }, 'from'],
    [{ from: '2026-08-21' }, 'from'],
    [{ to: 'today' }, 'to'],
    [{ status: 'done' }, 'status'],
    [{ status: 'failed,done' }, 'status'],
    [{ status: 'failed,' }, 'status'],
    [{ status: '' }, 'status'],
    [{ stuck_for: '1h' }, 'stuck_for'],
    [{ stuck_for: 'P367D' }, 'stuck_for'],
    [{ q: 'ab' }, 'q'],
    [{ q: '   ab   ' }, 'q'],
    [{ q: 'a'.repeat(321) }, 'q'],
    [{ step: '' }, 'step'],
    [{ from: '2026-11-22T25:00:00Z' }, 'from'],
    [{ from: '2026-11-22T12:00:00' }, 'from'],
    [{ from: '2026-11-22T12:00:00+24:00' }, 'from'],
    [{ order_type: 'gift' }, 'order_type'],
    [{ order_type: 'toString' }, 'order_type'],
    [{ with_errors: 'yes' }, 'with_errors'],
    [{ state: 'failed' }, 'state'],
  ])('rejects the list query %j, naming %s', async (query, path) => {
    expect(problemOf(await list(query))).toEqual(invalidAt(path));
  });

  it('names every invalid parameter at once', async () => {
    expect(problemOf(await list({ limit: '0', status: 'x', colour: 'red' }))).toEqual(
      invalidAt('status', 'limit', 'colour'),
    );
  });

  it.each([
    ['', { expand: 'steps' }, 'expand'],
    ['/process-events', { after: '1' }, 'after'],
    ['/events', { after: '-1' }, 'after'],
    ['/events', { after: 'last' }, 'after'],
    ['/events', { limit: '1001' }, 'limit'],
    ['/events', { since: '1' }, 'since'],
  ])('rejects the query of /orders/{id}%s %j, naming %s', async (path, query, name) => {
    expect(problemOf(await ofOrder(path, failed.id, query))).toEqual(invalidAt(name));
  });

  it('accepts the longest range of days, and any range with a status', async () => {
    expect(await list({ from: '2026-08-22' })).toMatchObject({ status: 200 });
    expect(await list({ status: 'held', from: '2000-01-01' })).toMatchObject({ body: { items: [{ id: old.id }] } });
  });

  it('returns 404 for a route of another function', async () => {
    expect(problemOf(await read({ route: 'GET /health' }))).toEqual({ type: '/problems/route-not-found', status: 404 });
  });
});
