import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DescribeExecutionCommand, GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { eventTypes, processEvents, readOrder } from './order-details.ts';
import type { ScenarioTarget } from './scenario-target.ts';

const EXAMPLE = new URL('../../examples/new-order.json', import.meta.url);

/** The example order of the README. */
export async function exampleOrder(): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(EXAMPLE, 'utf8')) as Record<string, unknown>;
}

/** Waits until an order is at rest. */
export async function waitUntilAtRest(
  target: Pick<ScenarioTarget, 'api'>,
  id: string,
  seconds = 60,
): Promise<OrderView> {
  for (const end = Date.now() + seconds * 1000; ; ) {
    const order = await readOrder(target, id);
    if (order.status !== 'submitted' && order.status !== 'processing') return order;
    if (Date.now() > end)
      throw new Error(`Expected order ${id} to end within ${seconds} s, found ${JSON.stringify(order)}.`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

const WAIT = { prefer: 'wait=20' };

/** Tests what every target must do. Scenarios run one at a time, because they share the sandbox. */
export function runScenarios(target: () => ScenarioTarget): void {
  const kinds = async () => (await target().effects()).map((effect) => `${effect.partner} ${effect.kind}`).toSorted();

  beforeEach(() => target().resetPartners());

  describe('an order that every partner accepts', () => {
    it('is complete when the client waits for it, with each effect once', async () => {
      const { status, headers, body } = await target().api('POST', '/orders', await exampleOrder(), WAIT);
      const order = body as OrderView;

      expect(status).toBe(201);
      expect(headers.get('location')).toBe(`/orders/${order.id}`);
      expect(order).toMatchObject({
        status: 'complete',
        failure: null,
        degraded: [],
        run: 1,
        sequence: { name: 'default' },
      });
      expect(order.steps.map((step) => [step.id, step.status, step.attempts])).toEqual([
        ['salesforceV3', 'succeeded', 1],
        ['zuora', 'succeeded', 1],
        ['platformEvents', 'succeeded', 1],
      ]);
      expect(await kinds()).toEqual([
        'salesforce account.created',
        'salesforce contact.created',
        'salesforce platform-event.published',
        'zuora account.created',
        'zuora payment.collected',
        'zuora subscription.created',
      ]);
      expect(await eventTypes(target(), order.id)).toEqual(['order.submitted', 'order.completed']);
    });

    it('is accepted immediately and complete shortly after if the client does not wait', async () => {
      const { status, body } = await target().api('POST', '/orders', await exampleOrder());
      expect(status).toBe(202);
      expect((body as OrderView).status).toBe('submitted');
      expect(await waitUntilAtRest(target(), (body as OrderView).id)).toMatchObject({ status: 'complete' });
    });

    it('shows what was submitted to those who may see it, and who looked', async () => {
      const order = await exampleOrder();
      const { id } = (await target().api('POST', '/orders', order, WAIT)).body as OrderView;
      const { status, body } = await target().api('GET', `/orders/${id}/payload`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ id, revision: 1, payload: order, former: [] });
      const [event] = await processEvents(target(), id);
      expect(event?.operations).toMatchObject([{ action: 'read-payload', step: null, reason: null }]);
    });

    it('continues the trace of its caller at every partner, and stays in it when the order is repeated', async () => {
      const traceId = randomUUID().replaceAll('-', '');
      const key = { 'idempotency-key': randomUUID() };
      const submit = async (trace: string) => {
        const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
        return (await target().api('POST', '/orders', await exampleOrder(), { ...WAIT, ...key, traceparent })).body;
      };
      const { id, trace_id } = (await submit(traceId)) as OrderView;
      expect(trace_id).toBe(traceId);
      expect(await submit('0af7651916cd43dd8448eb211c80319c')).toMatchObject({ id, trace_id });
      const [event] = await processEvents(target(), id);
      expect(event?.trace_id).toBe(traceId);
      const sent = event?.callouts.map(({ traceparent }) => traceparent) ?? [];
      expect(sent.length).toBeGreaterThan(2);
      expect(new Set(sent).size).toBe(sent.length);
      for (const traceparent of sent) expect(traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    });

    it('records its callouts, without secrets', async () => {
      const { body } = await target().api('POST', '/orders', await exampleOrder(), WAIT);
      const [event] = await processEvents(target(), (body as OrderView).id);

      expect(event?.status).toBe('complete');
      expect(event?.pluginErrorOutput).toEqual([]);
      const orders = event?.callouts.find((callout) => String(callout.endpoint).endsWith('/v1/orders'));
      expect(orders).toMatchObject({ plugin: 'zuora', method: 'POST', response: { status: 200 }, error: null });
      expect(orders?.durationMs).toEqual(expect.any(Number));
      const text = JSON.stringify(event);
      expect(text).not.toMatch(/Bearer (?!\[redacted\])[\w-]{8,}|"(access_token|client_secret)":"(?!\[redacted\])/);
      expect(text).not.toContain('ada@example.org');
    });
  });

  describe('a card that billing declines', () => {
    it('fails the order with the public message, and later steps do not run', async () => {
      await target().faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });

      const { status, headers, body } = await target().api('POST', '/orders', await exampleOrder(), WAIT);
      const problem = body as { type: string; detail: string; order: OrderView };

      expect(status).toBe(422);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(problem.type).toBe('/problems/order-failed');
      expect(problem.order.failure).toMatchObject({ step: 'zuora', code: 'card_declined' });
      expect(problem.detail).toBe(problem.order.failure?.message);
      expect(problem.order.steps.map((step) => step.status)).toEqual(['succeeded', 'declined', 'pending']);
      expect(await kinds()).toEqual(['salesforce account.created', 'salesforce contact.created']);
      expect(await eventTypes(target(), problem.order.id)).toEqual(['order.submitted', 'order.error', 'order.failed']);
    });
  });

  describe('an override', () => {
    it('sends a trial to Salesforce and not to Zuora, and records the reason', async () => {
      const order = await exampleOrder();
      const [item] = order.orderItems as { offer: Record<string, unknown> }[];
      const trial = {
        ...order,
        orderItems: [
          {
            ...item,
            offer: {
              ...item?.offer,
              path: '/offers2/Digital Trial',
              data: { attributes: { offer_type__limio: 'trial' } },
            },
          },
        ],
      };

      const { status, body } = await target().api('POST', '/orders', trial, WAIT);

      expect(status).toBe(201);
      expect(body).toMatchObject({ sequence: { name: 'trial' } });
      expect((await kinds()).filter((kind) => kind.startsWith('zuora'))).toEqual([]);
      const [event] = await processEvents(target(), (body as OrderView).id);
      expect(event?.sequence_why).toEqual([{ override: 'trial', matched: true, reason: expect.any(String) }]);
    });
  });

  describe('an idempotency key', () => {
    it('creates one order for twenty concurrent submissions, with each effect once', async () => {
      const order = await exampleOrder();
      const key = randomUUID();

      const replies = await Promise.all(
        Array.from({ length: 20 }, () => target().api('POST', '/orders', order, { ...WAIT, 'idempotency-key': key })),
      );

      expect(replies.map((reply) => reply.status)).toEqual(Array.from({ length: 20 }, () => 201));
      expect(new Set(replies.map((reply) => (reply.body as OrderView).id)).size).toBe(1);
      expect((await kinds()).filter((kind) => kind.endsWith('subscription.created'))).toHaveLength(1);
      expect((await kinds()).filter((kind) => kind.endsWith('platform-event.published'))).toHaveLength(1);
    });

    it('rejects another order with the same key, and does not store it', async () => {
      const order = await exampleOrder();
      const key = { 'idempotency-key': randomUUID() };
      const first = await target().api('POST', '/orders', order, { ...WAIT, ...key });

      const second = await target().api('POST', '/orders', { ...order, country: 'FR' }, key);

      expect(second.status).toBe(422);
      expect(second.body).toMatchObject({ type: '/problems/idempotency-key-reused' });
      const { body } = await target().api('GET', `/orders/${(first.body as OrderView).id}`);
      expect(body).toMatchObject({ id: (first.body as OrderView).id, status: 'complete' });
    });
  });

  describe('the executions', () => {
    it('can be read by any AWS client: three successful steps take four transitions', async () => {
      const { body } = await target().api('POST', '/orders', await exampleOrder(), WAIT);
      const executionArn = target().executionArn('default', (body as OrderView).id, 1);
      const history = await historyOnceEnded(executionArn);

      expect(history.filter((type) => type?.endsWith('StateEntered'))).toEqual(
        Array.from({ length: 4 }, () => 'TaskStateEntered'),
      );
      expect(history.at(-1)).toBe('ExecutionSucceeded');
    });

    it('show a declined order as FAILED at "Order failed"', async () => {
      await target().faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });
      const { body } = await target().api('POST', '/orders', await exampleOrder(), WAIT);
      const executionArn = target().executionArn('default', (body as { order: OrderView }).order.id, 1);
      await historyOnceEnded(executionArn);

      const { events = [] } = await target().stepFunctions.send(
        new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }),
      );
      expect(events[0]?.type).toBe('ExecutionFailed');
      const last = events.find((event) => event.stateEnteredEventDetails !== undefined);
      expect(last).toMatchObject({ type: 'FailStateEntered', stateEnteredEventDetails: { name: 'Order failed' } });
    });
  });

  async function historyOnceEnded(executionArn: string): Promise<(string | undefined)[]> {
    for (const end = Date.now() + 20_000; Date.now() < end; ) {
      const { status } = await target().stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { events = [] } = await target().stepFunctions.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
    );
    return events.map((event) => event.type);
  }
}
