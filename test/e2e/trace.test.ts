import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderView, ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { processEvents } from './order-details.ts';
import { waitUntilAtRest } from './scenarios.ts';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const STATE = 'congo=t61rcWkgMzE';
const IN_TRACE = new RegExp(`^00-${ID}-(?!0{16})[0-9a-f]{16}-01$`);
const ORDER = { order_type: 'renew', subscriptionRef: 'S-1', customerDetails: { email: 'ada@example.org' } };

interface LogLine {
  readonly service?: string;
  readonly correlation_id?: string;
  readonly trace_id?: string;
}

const lines: LogLine[] = [];
let partner: WebhookReceiver;
let system: TestSystem;
let order: OrderView;

/** Headers of a request in a trace. */
const inTrace = (traceparent: string) => ({ traceparent, tracestate: STATE });

beforeAll(async () => {
  partner = await startWebhookReceiver();
  const host = new URL(partner.url).host;
  let calls = 0;
  partner.answers('/partner', (response) => {
    calls += 1;
    response.writeHead(calls === 1 ? 503 : 400).end();
  });
  system = await startTestSystem({
    localHosts: [host],
    tenant: {
      tenant: 'traced',
      processOrder: [
        {
          name: 'calloutPlugin',
          critical: true,
          options: { endpoint: `${partner.url}/partner`, rejectUnlessOk: true },
          retry: { maxAttempts: 1, intervalSeconds: 1, backoffRate: 1 },
        },
      ],
      webhooks: [{ name: 'feed', url: `${partner.url}/feed`, events: ['order.completed'], signingSecret: 'receiver' }],
    },
    onLog: (line) => {
      if (line.kind === 'function') lines.push(JSON.parse(line.line));
    },
  });
  const { id } = (await system.api('POST', '/orders', ORDER, inTrace(`00-${ID}-00f067aa0ba902b7-01`)))
    .body as OrderView;
  order = await waitUntilAtRest(system, id);
  // An operator who is in a trace of their own resumes it.
  partner.answers('/partner', 200);
  const resume = { reason: 'The partner is corrected.' };
  await system.api(
    'POST',
    `/orders/${id}/resume`,
    resume,
    inTrace('00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01'),
  );
  await waitUntilAtRest(system, id);
}, 60_000);
afterAll(async () => {
  await system.close();
  await partner.close();
});

describe('an order whose caller is in a trace', () => {
  it('shows the trace', () => {
    expect(order).toMatchObject({ status: 'failed', trace_id: ID });
  });

  it('calls its partner in that trace in every attempt and run, each time as another parent', async () => {
    const sent = partner.received('/partner').map(({ headers }) => headers);
    expect(sent).toHaveLength(3);
    for (const { traceparent, tracestate } of sent) {
      expect(traceparent).toMatch(IN_TRACE);
      expect(tracestate).toBe(STATE);
    }
    expect(new Set(sent.map(({ traceparent }) => traceparent)).size).toBe(3);
    const runs = await processEvents(system, order.id);
    expect(runs.map(({ trace_id }) => trace_id)).toEqual([ID, ID]);
    const recorded = runs.flatMap(({ callouts }) => callouts);
    expect(recorded.map(({ traceparent }) => traceparent)).toEqual(sent.map(({ traceparent }) => traceparent));
    expect(JSON.stringify(recorded.map(({ request }) => request))).not.toContain(STATE);
  });

  it('reports it in its events, and in the header of its webhook', async () => {
    const { items } = (await system.api('GET', `/orders/${order.id}/events`)).body as { items: { traceId: string }[] };
    expect(new Set(items.map(({ traceId }) => traceId))).toEqual(new Set([ID]));
    await expect.poll(() => partner.received('/feed'), { timeout: 10_000 }).toHaveLength(1);
    const [{ headers = {}, body = '' } = {}] = partner.received('/feed');
    expect(JSON.parse(body)).toMatchObject({ type: 'order.completed', traceId: ID });
    expect(headers).toMatchObject({ traceparent: expect.stringMatching(IN_TRACE), tracestate: STATE });
    const attempt = async () => {
      const { body: page } = await system.api('GET', `/webhooks/deliveries?order=${order.id}`);
      return (page as { items: ResponseBody<'Delivery'>[] }).items[0]?.attempts[0];
    };
    await expect.poll(attempt).toMatchObject({ status: 204, traceparent: headers.traceparent });
  });

  it('is logged with it by every function', async () => {
    const about = () => lines.filter(({ correlation_id }) => correlation_id === order.id);
    const services = ['calloutPlugin', 'complete-order', 'webhook-sender'];
    await expect.poll(() => [...new Set(about().map(({ service }) => service))].toSorted()).toEqual(services);
    expect(new Set(about().map(({ trace_id }) => trace_id))).toEqual(new Set([ID]));
  });
});

describe('an order whose caller is in no trace', () => {
  it.each([
    ['no header', {}],
    ['a header that is invalid', inTrace('00-{"level":"ERROR"}-01')],
    ['a state alone', { tracestate: STATE }],
  ])('is in one that its id names, with %s', async (_, headers) => {
    const { status, body } = await system.api('POST', '/orders', ORDER, { ...headers, prefer: 'wait=20' });
    const { id, trace_id } = body as OrderView;
    expect(status).toBe(201);
    expect(`order-${trace_id}`).toBe(id);
    const { traceparent, tracestate } = partner.received('/partner').at(-1)?.headers ?? {};
    expect(traceparent).toMatch(new RegExp(`^00-${trace_id}-[0-9a-f]{16}-01$`));
    expect(tracestate).toBeUndefined();
  });
});
