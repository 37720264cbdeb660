import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../blueprint/routes/openapi/openapi-document.ts';
import type { JsonObject } from '../../../core/json.ts';
import { readApiDescription } from '../../../lambdas/mcp/operations.ts';
import { type OrderApiReply, OrderApiUnavailable } from '../../../lambdas/mcp/order-api-client.ts';
import { type Act, runTool } from '../../../lambdas/mcp/run-tool.ts';
import type { OrderApiRequest } from '../../../lambdas/mcp/tool-request.ts';
import { type Tool, toolsOf } from '../../../lambdas/mcp/tools.ts';
import { MAX_RESULT_BYTES } from '../../../lambdas/mcp/untrusted.ts';

const tools = toolsOf(readApiDescription(openApiDocument()));
const DONE: OrderApiReply = { status: 200, body: { dry_run: true } };

function toolNamed(name: string): Tool {
  const found = tools.find((tool) => tool.name === name);
  if (found === undefined) throw new TypeError(`Expected a tool ${name}.`);
  return found;
}

/** Runs a call, and records in which order things happen. */
async function run(
  name: string,
  args: JsonObject,
  { reply = () => DONE, mayAct = true }: { reply?: (request: OrderApiRequest) => OrderApiReply; mayAct?: boolean } = {},
) {
  const happened: (OrderApiRequest | Act)[] = [];
  const api = {
    send: async (request: OrderApiRequest) => {
      happened.push(request);
      return reply(request);
    },
    document: async () => ({}),
  };
  const outcome = await runTool(toolNamed(name), args, { api, mayAct, audit: (act) => void happened.push(act) });
  return { ...outcome, happened };
}

async function confirmed(name: string, args: JsonObject) {
  const { content } = await run(name, args);
  return run(name, { ...args, ...(typeof content.confirm === 'string' && { confirm: content.confirm }) });
}

describe('a call that acts', () => {
  it('asks what would happen, records the act, and then sends it', async () => {
    const { happened } = await confirmed('resumeOrder', { id: 'order-1', reason: 'Fixed.' });
    const path = '/orders/order-1/resume';
    expect(happened).toMatchObject([
      { method: 'POST', path, body: { reason: 'Fixed. (by an agent)', dry_run: true } },
      { tool: 'resumeOrder', request: `POST ${path}`, reason: 'Fixed.' },
      { method: 'POST', path, body: { reason: 'Fixed. (by an agent)' }, headers: { prefer: 'wait=10' } },
    ]);
    expect(happened[2]).not.toHaveProperty('body.dry_run');
  });

  it('has the same idempotency key however often it is confirmed', async () => {
    const call = { id: 'order-1', reason: 'Fixed.' };
    const keys = await Promise.all([confirmed('resumeOrder', call), confirmed('resumeOrder', call)]);
    const [first, second] = keys.map(({ happened }) => happened[2]);
    expect(first).toMatchObject({ headers: { 'idempotency-key': expect.stringMatching(/^[0-9a-f]{32}$/) } });
    expect(second).toEqual(first);
  });

  it('is refused by a server that only reads, before anything is sent', async () => {
    for (const name of ['resumeOrder', 'addNote', 'openConnection']) {
      const { content, isError, happened } = await run(name, {}, { mayAct: false });
      expect({ isError, happened }).toEqual({ isError: true, happened: [] });
      expect(content.problem).toContain('only reads');
    }
  });

  it('reports what the API says of a dry run that it refuses, without a confirm', async () => {
    const reply = () => ({ status: 409, body: { title: 'The order cannot be resumed' } });
    const { isError, content } = await run('resumeOrder', { id: 'order-1', reason: 'Fixed.' }, { reply });
    expect(isError).toBe(true);
    expect(content).toMatchObject({ status: 409, data: { title: 'The order cannot be resumed' } });
    expect(content).not.toHaveProperty('confirm');
  });

  it('logs a reason without what looks like personal data, and does not send one that the API does not take', async () => {
    const { happened } = await confirmed('disableWebhook', { name: 'shop', reason: 'ada@example.org asked for it' });
    expect(happened).toMatchObject([
      { tool: 'disableWebhook', reason: expect.not.stringContaining('ada@example.org') },
      { path: '/webhooks/shop/disable', body: undefined },
    ]);
  });
});

describe('a call that reads', () => {
  it('sends its arguments as path and query, and records nothing', async () => {
    const { happened } = await run('listOrders', { limit: 5, with_errors: true, q: 'a&limit=100' });
    expect(happened).toMatchObject([
      { method: 'GET', path: '/orders?q=a%26limit%3D100&with_errors=true&limit=5', body: undefined },
    ]);
  });

  it.each(['', '.', '..', '...', '\ud800', null, {}, []])('refuses an id that is none: %o', async (id) => {
    const { isError, happened } = await run('getOrder', { id });
    expect({ isError, happened }).toEqual({ isError: true, happened: [] });
  });

  it.each([
    ['a/../../connections', 'a%2F..%2F..%2Fconnections'],
    ['%2e%2e', '%252e%252e'],
    ['x?limit=1#y', 'x%3Flimit%3D1%23y'],
  ])('keeps an id in its place in the path: %s', async (id, segment) => {
    const { happened } = await run('getOrder', { id });
    expect(happened).toMatchObject([{ path: `/orders/${segment}` }]);
  });

  it.each([
    [401, 'token'],
    [403, 'orders:payload'],
    [429, 'later'],
    [404, 'data says why'],
  ])('says what to do about status %i', async (status, advice) => {
    const reply = () => ({ status, body: { message: 'No' } });
    const { isError, content } = await run('getOrderPayload', { id: 'order-1' }, { reply });
    expect(isError).toBe(true);
    expect(content).toMatchObject({ status, problem: expect.stringContaining(advice), data: { message: 'No' } });
  });

  it('refuses a result that nobody can read at once', async () => {
    const reply = () => ({ status: 200, body: { text: 'x'.repeat(MAX_RESULT_BYTES) } });
    const { isError, content } = await run('getOrder', { id: 'order-1' }, { reply });
    expect(isError).toBe(true);
    expect(content).toEqual({ problem: expect.stringContaining('ask for less') });
  });

  it('says that the API does not answer, and passes on any other error', async () => {
    const unavailable = () => {
      throw new OrderApiUnavailable('https://api.example.com does not answer.');
    };
    expect(await run('getOrder', { id: 'a' }, { reply: unavailable })).toMatchObject({
      isError: true,
      content: { problem: 'https://api.example.com does not answer.' },
    });
    const broken = () => {
      throw new TypeError('broken');
    };
    await expect(run('getOrder', { id: 'a' }, { reply: broken })).rejects.toThrow('broken');
  });
});
