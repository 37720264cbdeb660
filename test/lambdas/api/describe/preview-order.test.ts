import { describe, expect, it } from 'vitest';
import type { ResponseBody } from '../../../../blueprint/routes/response-schemas.ts';
import type { JsonObject } from '../../../../core/json.ts';
import { createApiHandler } from '../../../../lambdas/api/api-handler.ts';
import { describeRoutes } from '../../../../lambdas/api/describe/routes.ts';
import { MAX_ORDER_BYTES } from '../../../../lambdas/api/read-body.ts';
import { createLogger } from '../../../../lambdas/runtime/logger.ts';
import { invalidAt, problemOf, send, type TestResponse } from '../api-event.ts';
import { noHistory, sampleOrder, samplePorts, sampleTenant } from './sample-tenant.ts';

const handlerOf = (config = sampleTenant()) =>
  createApiHandler(createLogger('test'), describeRoutes({ ...samplePorts(config), openHistory: noHistory }));

const post = (body: string | undefined, config = sampleTenant()): Promise<TestResponse> =>
  send(handlerOf(config), { route: 'POST /orders/preview', ...(body !== undefined && { body }) });

async function preview(order: JsonObject, config = sampleTenant()): Promise<ResponseBody<'OrderPreview'>> {
  const { status, body } = await post(JSON.stringify(order), config);
  expect(status).toBe(200);
  return body as ResponseBody<'OrderPreview'>;
}

describe('POST /orders/preview', () => {
  it('returns the sequence of an order, why it was chosen, and its number of transitions', async () => {
    const order = sampleOrder();
    const first = await preview(order);
    expect(first).toEqual({
      order_type: 'new',
      facts: { orderType: 'new', processingType: 'standard', offerTypes: ['standard'] },
      sequence: {
        name: 'default',
        version: expect.stringMatching(/^[0-9a-f]{12}$/),
        steps: [
          { id: 'bill', name: 'bill', service: 'billing', phase: 'process', critical: true, run: 'yes' },
          { id: 'ship', name: 'ship', service: 'delivery', phase: 'postProcess', critical: false, run: 'yes' },
        ],
      },
      why: [{ override: 'gift', matched: false, reason: 'The processing type is standard, not gift.' }],
      problems: [],
      transitions: 3,
      price: { lines: expect.any(Array), perMillion: expect.any(Number) },
    });
    expect(first.price.lines[0]).toEqual({ what: 'Step Functions state transitions', quantity: 3, perMillion: 75 });
    expect(await preview(order)).toEqual(first);
  });

  it('selects the override that matches', async () => {
    expect(await preview(sampleOrder({ processing_type: 'gift' }))).toMatchObject({
      sequence: { name: 'gift', steps: [{ id: 'bill' }] },
      why: [{ override: 'gift', matched: true }],
      transitions: 2,
    });
  });

  it('lists the problems that plugins find in the order, by step', async () => {
    const { problems } = await preview(sampleOrder({ country: 'FR' }));
    expect(problems).toEqual([{ step: 'ship', path: 'country', message: 'Expected one of GB, SE, found FR.' }]);
  });

  const shipping = (expressions: JsonObject) =>
    sampleTenant([{ id: 'shipFirst', name: 'ship', critical: true, options: {}, ...expressions }]);

  it.each([
    [{ when: "order.country = 'GB'" }, 'yes', undefined],
    [{ when: "order.country = 'SE'" }, 'no', `when: order.country = 'SE' gave false`],
    [{ when: 'facts.orderType' }, 'no', `when: facts.orderType gave a text`],
    [{ select: 'order.orderItems[offer.name = "none"]' }, 'no', expect.stringContaining('gave nothing')],
    [{ when: 'results.bill.ok' }, 'depends on results', undefined],
    [{ when: "order.country = 'GB' and $exists(results.bill)" }, 'depends on results', undefined],
    [{ when: "order.country = 'SE' and $exists(results.bill)" }, 'no', expect.stringContaining('gave false')],
    [{ when: '$number(results.bill.name) > 1' }, 'depends on results', undefined],
    [{ when: '$number(order.country) > 1' }, 'fails', expect.stringContaining('$number(order.country) > 1')],
    [{ select: 'order.orderItems[offer.name = $$.results.bill.name]' }, 'depends on results', undefined],
  ])('forecasts a step with %j as "%s"', async (expressions, run, reason) => {
    const { sequence, problems } = await preview(sampleOrder(), shipping(expressions));
    expect(sequence.steps[0]).toMatchObject({ id: 'shipFirst', run, ...(reason !== undefined && { reason }) });
    expect(problems).toEqual(run === 'fails' ? [{ step: 'shipFirst', path: '', message: reason }] : []);
  });

  it('checks only the part of the order that the step selects, and nothing for a skipped step', async () => {
    const offers = (...names: string[]) => names.map((name) => ({ offer: { name, path: `/offers2/${name}` } }));
    const order = sampleOrder({ country: 'FR', orderItems: offers('print', 'digital') });
    const stepsOf = async (expressions: JsonObject) =>
      (await preview(order, shipping(expressions))).problems
        .filter(({ step }) => step === 'shipFirst')
        .map(({ path }) => path);
    expect(await stepsOf({})).toEqual(['country', 'orderItems']);
    expect(await stepsOf({ select: "order.orderItems[offer.name = 'print']" })).toEqual(['country']);
    expect(await stepsOf({ when: "order.country = 'GB'" })).toEqual([]);
    expect(await stepsOf({ when: 'results.bill.ok' })).toEqual([]);
  });

  it('rejects an order as a submission would, naming every field', async () => {
    const { country, ...order } = sampleOrder({ orderItems: [{ offer: { path: '/a' }, quantity: 0 }] });
    expect(country).toBe('GB');
    expect(problemOf(await post(JSON.stringify(order)))).toEqual(invalidAt('country', 'orderItems[0].quantity'));
    expect(problemOf(await post(JSON.stringify({ order_type: 'gift' })))).toEqual(invalidAt('order_type'));
  });

  it.each([undefined, '', '{', '[]', 'null', '"new"', '['.repeat(100_000)])('rejects the body %.20j', async (body) => {
    expect(await post(body)).toMatchObject({
      status: 400,
      headers: { 'content-type': 'application/problem+json' },
      body: { type: '/problems/invalid-request', errors: [{ path: expect.any(String) }] },
    });
  });

  it('rejects an order over 128 KB, and accepts one of exactly that size', async () => {
    const padded = (bytes: number) => {
      const bare = JSON.stringify(sampleOrder({ customFields: { note: '' } }));
      return bare.replace('"note":""', `"note":"${'a'.repeat(bytes - bare.length)}"`);
    };
    expect(await post(padded(MAX_ORDER_BYTES))).toMatchObject({ status: 200 });
    const written = JSON.stringify({ ...sampleOrder(), numbers: [] }).replace(
      /\[\]\}$/,
      `[${Array(26_000).fill('1e20').join(',')}]}`,
    );
    for (const tooLarge of [padded(MAX_ORDER_BYTES + 1), written])
      expect(problemOf(await post(tooLarge))).toEqual({ type: '/problems/order-too-large', status: 413 });
  });

  it('is not confused by fields named like prototype properties', async () => {
    const body = JSON.stringify(sampleOrder()).replace('{', '{"__proto__":{"processing_type":"gift"},');
    expect(await post(body)).toMatchObject({ status: 200, body: { sequence: { name: 'default' } } });
  });

  it('rejects query parameters', async () => {
    const response = await send(handlerOf(), {
      route: 'POST /orders/preview',
      query: { dry_run: 'true' },
      body: JSON.stringify(sampleOrder()),
    });
    expect(problemOf(response)).toEqual(invalidAt('dry_run'));
  });

  it('returns no steps for a tenant without steps', async () => {
    expect(await preview(sampleOrder({ processing_type: 'gift' }), sampleTenant([]))).toMatchObject({
      sequence: { steps: [] },
      transitions: 1,
    });
  });
});
