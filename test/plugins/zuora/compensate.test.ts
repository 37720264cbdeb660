import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import type { SendHttp } from '../../../core/plugin/plugin-http.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp, TEST_ORDER_ID } from '../../helpers/plugin-context.ts';
import { undone } from '../recover.ts';
import { CHANGES } from './changes.ts';
import { NUMBER, OPTIONS, ORDER, useZuora } from './use-zuora.ts';

const { changes, read, run, sandbox, subscribe } = useZuora();
const undo = (order: JsonObject, extra: GivenContext = {}, output?: JsonObject, refused = false) => {
  const options = { ...OPTIONS, ...extra.options };
  return undone(
    zuora,
    pluginContext(zuora, { secrets: sandbox.secrets, ...extra, order, options }).context,
    output,
    refused,
  );
};
const numberOf = ({ subscriptionNumber }: JsonObject) => `/v1/subscriptions/${subscriptionNumber}`;
const PAID = { ...ORDER, payment: { type: 'zuora', zuora: { refId: 'c'.repeat(32) } } };

/** An order of as many subscriptions. */
const orderOf = (ids: readonly string[], base: JsonObject = ORDER, attributes: JsonObject = {}): JsonObject => ({
  ...base,
  orderItems: ids.map((id) => ({ id, offer: { path: '/offers2/Digital Monthly', data: { attributes } } })),
  total: { amount: 12 * ids.length, currency: 'GBP' },
});
/** An order whose items wait for their activation. */
const waitingOrder = (ids: readonly string[]): JsonObject =>
  orderOf(ids, ORDER, { requires_service_activation__limio: true });

describe('the undo of a new order', () => {
  it('cancels the subscription from its first day, once, with its own key', async () => {
    const { output } = await run(ORDER);
    for (const attempt of [1, 2, 3]) await undo(ORDER, { attempt }, output);
    const cancelled = await sandbox.effects('subscription.cancelled');
    expect(cancelled).toMatchObject([
      { key: `${TEST_ORDER_ID}#zuora#undo`, subscriptionNumber: output.subscriptionNumber },
    ]);
    const held = await read(numberOf(output));
    expect(held).toMatchObject({ status: 'Cancelled', subscriptionEndDate: held.contractEffectiveDate });
  });

  it('cancels every subscription of the order, even when the step lost its answer', async () => {
    const order = orderOf(['a', 'b']);
    await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault: 'drop-after-effect', times: 1 });
    await failureOf(run(order));
    await undo(order);
    expect(await sandbox.effects('subscription.created')).toHaveLength(2);
    expect(await sandbox.effects('subscription.cancelled')).toHaveLength(2);
  });

  it('credits what was billed, and refunds what was paid', async () => {
    const { output } = await run(PAID);
    const [paid] = await sandbox.effects('payment.collected');
    await undo(PAID, {}, output);
    await undo(PAID, { attempt: 2 }, output);
    expect(paid?.amount).toBe(12);
    expect(await sandbox.effects('refund.created')).toMatchObject([{ amount: 12 }]);
    expect(await sandbox.effects('credit-memo.created')).toMatchObject([{ amount: 12 }]);
  });

  it('cancels each subscription by an order of its own, and refunds each its own payment', async () => {
    const order = orderOf(['a', 'b'], PAID);
    const { output } = await run(order);
    for (const attempt of [1, 2]) await undo(order, { attempt }, output);
    expect((await sandbox.effects('subscription.cancelled')).map(({ key }) => key)).toEqual([
      `${TEST_ORDER_ID}#zuora#undo`,
      `${TEST_ORDER_ID}#zuora#undo#2`,
    ]);
    expect((await sandbox.effects('refund.created')).map(({ amount }) => amount)).toEqual([12, 12]);
  });

  it('continues where a lost reply interrupted it', async () => {
    const order = orderOf(['a', 'b']);
    const { output } = await run(order);
    await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault: 'drop-after-effect', times: 1 });
    for (const attempt of [1, 2]) await undo(order, { attempt }, output).catch(() => undefined);
    expect(await sandbox.effects('subscription.cancelled')).toHaveLength(2);
  });

  it('deletes the order if all its subscriptions wait for their activation, once', async () => {
    const { output } = await run(waitingOrder(['a', 'b']));
    for (const attempt of [1, 2]) await undo(waitingOrder(['a', 'b']), { attempt }, output);
    expect(await sandbox.effects('subscription.deleted')).toHaveLength(2);
    expect(await read(`/v1/orders/${output.orderNumber}`)).toMatchObject({ success: false });
  });

  it('leaves a subscription that waits beside an active one to a person', async () => {
    const order = waitingOrder(['a', 'b']);
    const { output } = await run(order);
    await run({ order_type: 'activation', subscriptionRef: `${output.subscriptionNumber}` }, { orderId: 'order-on' });
    const failure = await failureOf(undo(order, {}, output));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'undo_not_supported' });
    expect(failure.message).toContain('waits for its activation');
    expect(await sandbox.effects('subscription.cancelled')).toHaveLength(1);
  });

  it.each([
    ['refused the refund', 1000, 'PluginFailed'],
    ['made the refund', 12, undefined],
  ])('reports it even after a lost reply when Zuora %s', async (_name, refundAmount, expected) => {
    const { output } = await run(PAID);
    const asking: SendHttp = (request) => {
      const json = request.json as JsonObject | undefined;
      const processingOptions = isJsonObject(json?.processingOptions) ? json.processingOptions : {};
      if (processingOptions.refund !== true) return sendOverHttp(request);
      return sendOverHttp({
        ...request,
        json: { ...json, processingOptions: { ...processingOptions, refundAmount } },
      });
    };
    await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault: 'drop-after-effect', times: 2 });
    const outcomes: (string | undefined)[] = [];
    for (const attempt of [1, 2, 3, 4])
      outcomes.push(
        await undo(PAID, { attempt, http: asking }, output).then(
          () => undefined,
          ({ name }) => name,
        ),
      );
    expect(outcomes.slice(-2)).toEqual([expected, expected]);
    expect(await sandbox.effects('refund.created')).toHaveLength(expected === undefined ? 1 : 0);
    expect(await sandbox.effects('subscription.cancelled')).toHaveLength(1);
  });

  it('never asks again with a new key when the gateway did not confirm the refund', async () => {
    const { output } = await run(PAID);
    const keys: (string | undefined)[] = [];
    const http: SendHttp = async (request) => {
      if (!request.url.endsWith('/v1/orders')) return sendOverHttp(request);
      keys.push(request.headers?.['idempotency-key']);
      const reasons = [{ code: 58730099, message: 'The payment gateway did not answer.' }];
      return { status: 500, headers: {}, body: { success: false, reasons } };
    };
    for (const attempt of [1, 2, 3]) {
      expect(await failureOf(undo(PAID, { attempt, http }, output))).toMatchObject({ name: 'PluginTransient' });
    }
    expect(new Set(keys)).toEqual(new Set([`${TEST_ORDER_ID}#zuora#undo`]));
  });

  it('refunds nothing that was not collected', async () => {
    const options = { collectPayment: false };
    const { output } = await run(PAID, { options });
    await undo(PAID, { options }, output);
    expect(await sandbox.effects('subscription.cancelled')).toHaveLength(1);
    expect(await sandbox.effects('refund.created')).toEqual([]);
  });

  it('succeeds when there is nothing to undo', async () => {
    await undo(ORDER);
    await undo({ ...ORDER, orderItems: [] });
    expect(await sandbox.effects()).toEqual([]);
  });

  it('looks for the order even though every attempt was rejected', async () => {
    await run(ORDER);
    await undo(ORDER, {}, undefined, true);
    expect(await sandbox.effects('subscription.cancelled')).toHaveLength(1);
  });

  it('ignores a subscription that is already cancelled', async () => {
    const { output } = await run(ORDER);
    const { accountNumber, subscriptionNumber } = output;
    const cancelDate = new Date().toISOString();
    const byCustomer = { order_type: 'cancel_subscription', subscriptionRef: subscriptionNumber ?? null, cancelDate };
    await run(byCustomer, { orderId: 'order-other' });
    await undo(ORDER, {}, output);
    expect(await sandbox.effects('subscription.cancelled')).toMatchObject([
      { accountNumber, key: 'order-other#zuora' },
    ]);
  });

  it.each(['drop-after-effect', 'malformed', '500', '429'])(
    'is retried after %s, and takes effect once',
    async (fault) => {
      const { output } = await run(ORDER);
      await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault, times: 1 });
      const first = undo(ORDER, {}, output).then(
        () => undefined,
        (error: Error) => error,
      );
      const failure = await first;
      if (failure !== undefined) expect(failure).toMatchObject({ name: 'PluginTransient' });
      await undo(ORDER, { attempt: 2 }, output);
      expect(await sandbox.effects('subscription.cancelled')).toHaveLength(1);
    },
  );

  it('fails when Zuora rejects the cancellation', async () => {
    const { output } = await run(ORDER);
    await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });
    expect(await failureOf(undo(ORDER, {}, output))).toMatchObject({ name: 'PluginDeclined' });
    expect(await sandbox.effects('subscription.cancelled')).toEqual([]);
    await undo(ORDER, { attempt: 2 }, output);
    expect(await sandbox.effects('subscription.cancelled')).toHaveLength(1);
  });
});

describe.each(Object.entries(CHANGES))('the undo of %s', (_name, { effects, given, options = {}, order }) => {
  it('succeeds when the step had no effect', async () => {
    await subscribe(given);
    await undo(order, { options });
    expect(await changes()).toEqual([]);
  });

  it('sends no request when every attempt was rejected', async () => {
    await subscribe(given);
    await run(order, { options, orderId: 'order-other' });
    const before = await sandbox.requests();
    await undo(order, { options }, undefined, true);
    expect(await sandbox.requests()).toEqual(before);
  });

  it('sends no request when the step has an output, because it took effect', async () => {
    await subscribe(given);
    const output = { accountNumber: 'A00000001', subscriptionNumber: NUMBER };
    const before = await sandbox.requests();
    const failure = await failureOf(undo(order, { options }, output));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'undo_not_supported' });
    expect((await sandbox.requests()).filter(({ path }) => `${path}`.includes('/v1/'))).toEqual(
      before.filter(({ path }) => `${path}`.includes('/v1/')),
    );
  });

  it('is left to an operator when the step took effect, and changes nothing', async () => {
    await subscribe(given);
    const { output } = await run(order, { options });
    const failure = await failureOf(undo(order, { options }, output));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'undo_not_supported' });
    expect(failure.message).toContain(String(order.order_type));
    expect(await changes()).toEqual(effects);
  });
});

describe('the undo of an order that only reads', () => {
  it('succeeds even though the step has an output', async () => {
    const number = await subscribe();
    const order = { order_type: 'external', zuora_account_number: number, subscriptionRef: NUMBER };
    const { output } = await run(order);
    await undo(order, {}, output);
    expect(await changes()).toEqual([]);
  });
});
