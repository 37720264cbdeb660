import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import { CalloutNoReply, type HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { sendOverHttp } from '../../helpers/plugin-context.ts';
import { datesOn, sentActions, sentOrder } from './sent-order.ts';
import { NUMBER, problemsOf, useZuora } from './use-zuora.ts';

const { changes, read, run, sandbox, subscribe, watched } = useZuora();
const order: JsonObject = {
  order_type: 'cancel_subscription',
  subscriptionId: `sub-${'0'.repeat(32)}`,
  subscriptionRef: NUMBER,
  orderDate: '2026-03-10T12:00:00Z',
  data: { reason: { id: 'too_expensive', feedback: 'free text' } },
};
const policy = async (more: JsonObject, options: JsonObject = {}) => {
  const [action] = sentActions(await watched({ ...order, ...more }, { options }));
  return action;
};

describe('a cancellation', () => {
  it('ends the subscription on the date of the order', async () => {
    await subscribe();
    expect(await policy({ cancelDate: '2026-04-01T00:00:00Z' })).toEqual({
      type: 'CancelSubscription',
      triggerDates: datesOn('2026-03-10'),
      cancelSubscription: { cancellationPolicy: 'SpecificDate', cancellationEffectiveDate: '2026-04-01' },
    });
    expect(await read(`/v1/subscriptions/${NUMBER}`)).toMatchObject({ subscriptionEndDate: '2026-04-01' });
  });

  it.each([
    ['2026-07-01T00:00:00+02:00', '2026-07-01'],
    ['2026-06-30T23:30:00-05:00', '2026-06-30'],
    ['2026-07-01T00:00:00Z', '2026-07-01'],
    ['2026-07-01', '2026-07-01'],
  ])('at %s ends the subscription on %s, the day of the customer', async (cancelDate, day) => {
    await subscribe();
    expect(await policy({ cancelDate })).toMatchObject({ cancelSubscription: { cancellationEffectiveDate: day } });
    expect(await read(`/v1/subscriptions/${NUMBER}`)).toMatchObject({ subscriptionEndDate: day });
  });

  it('refunds what Zuora previews up to the day of the customer', async () => {
    await subscribe();
    const cancelDate = '2026-07-01T00:00:00+02:00';
    const sent = await watched({ ...order, cancelDate }, { options: { refundOnCancel: true } });
    expect(sent.find(({ url }) => url.endsWith('/preview'))?.json).toMatchObject({
      previewOptions: { specificPreviewThruDate: '2026-07-01' },
    });
  });

  it.each([
    ['TERMED', {}, 'EndOfCurrentTerm'],
    ['TERMED', { cancellationPolicy: 'EndOfLastInvoicePeriod' }, 'EndOfLastInvoicePeriod'],
    ['EVERGREEN', {}, 'EndOfLastInvoicePeriod'],
  ] as const)(
    'without a date ends a %s subscription, with the options %j, by %s',
    async (termType, options, expected) => {
      await subscribe({ termType });
      expect(await policy({}, options)).toMatchObject({ cancelSubscription: { cancellationPolicy: expected } });
    },
  );

  it('collects nothing, and refunds nothing unless the options say so', async () => {
    await subscribe();
    const sent = await watched({ ...order, cancelDate: '2026-04-01' });
    expect(sentOrder(sent).processingOptions).toEqual({ runBilling: true, collectPayment: false });
    expect(sent.filter(({ url }) => url.endsWith('/preview'))).toEqual([]);
  });

  it('stores the reason in the custom field of the options', async () => {
    await subscribe();
    const customFields = { order: [], subscription: ['CancellationReason__c'] };
    const sent = await watched(order, { options: { customFields } });
    expect(sentOrder(sent).subscriptions).toMatchObject([{ customFields: { CancellationReason__c: 'too_expensive' } }]);
  });
});

describe('the refund of a cancellation', () => {
  const options = { refundOnCancel: true, reasonCodes: { too_expensive: 'Price' } };

  it('is requested when the preview leaves a credit, and is in the output', async () => {
    await subscribe({ price: 365 });
    const { output } = await run({ ...order, cancelDate: '2026-04-01' }, { options });
    expect(output).toMatchObject({
      creditMemoNumbers: ['CM00000001'],
      refunds: [{ number: 'R-00000001', status: 'Success' }],
    });
    const [refund] = await sandbox.effects('refund.created');
    expect(refund).toMatchObject({ amount: 335 });
  });

  it('sends the previewed amount and the reason code', async () => {
    await subscribe({ price: 365 });
    const sent = await watched({ ...order, cancelDate: '2026-04-01' }, { options });
    expect(sent.find(({ url }) => url.endsWith('/preview'))?.json).toMatchObject({
      previewOptions: {
        previewTypes: ['BillingDocs'],
        previewThruType: 'SpecificDate',
        specificPreviewThruDate: '2026-04-01',
      },
    });
    expect(sentOrder(sent).processingOptions).toEqual({
      runBilling: true,
      billingOptions: { targetDate: '2026-04-01' },
      collectPayment: false,
      refund: true,
      refundAmount: 335,
      refundReasonCode: 'Price',
    });
  });

  it('takes its reason code from the codes of refunds', async () => {
    await subscribe({ price: 365 });
    const refundReasonCodes = { too_expensive: 'Customer Satisfaction' };
    const sent = await watched({ ...order, cancelDate: '2026-04-01' }, { options: { ...options, refundReasonCodes } });
    expect(sentOrder(sent).processingOptions).toMatchObject({ refundReasonCode: 'Customer Satisfaction' });
  });

  it.each([
    ['KWD', 365.365, 335.335],
    ['JPY', 400, 367],
    ['GBP', 400, 367.12],
  ])('is exact in %s, to the last digit of the currency', async (currency, price, refundAmount) => {
    await subscribe({ currency, price });
    const sent = await watched({ ...order, cancelDate: '2026-04-01' }, { options });
    expect(sentOrder(sent).processingOptions).toMatchObject({ refundAmount });
    expect(await sandbox.effects('refund.created')).toMatchObject([{ amount: refundAmount }]);
  });

  it('is not requested when the preview leaves no credit', async () => {
    await subscribe();
    const sent = await watched(order, { options });
    expect(sentOrder(sent).processingOptions).toEqual({ runBilling: true, collectPayment: false });
    expect(await changes()).toEqual(['subscription.cancelled']);
  });

  it('is retried when the preview fails in any way, with nothing cancelled', async () => {
    await subscribe();
    const path = '/v1/orders/preview';
    for (const fault of ['500', 'malformed', '503']) {
      await sandbox.fault({ partner: 'zuora', path, fault, times: 1 });
      expect(await failureOf(run(order, { options }))).toMatchObject({ name: 'PluginTransient' });
    }
    const silent = async (request: HttpRequest) => {
      if (request.url.endsWith(path)) throw new CalloutNoReply('POST got no reply', { safe: false });
      return sendOverHttp(request);
    };
    expect(await failureOf(run(order, { options, http: silent }))).toMatchObject({ name: 'PluginTransient' });
    expect(await changes()).toEqual([]);
  });

  it('fails when Zuora rejects the preview', async () => {
    await subscribe();
    await run({ ...order, cancelDate: '2026-04-01' });
    const second = { ...order, cancelDate: '2026-05-01' };
    const failure = await failureOf(run(second, { options, orderId: 'order-second' }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'zuora_refused' });
    expect(await sandbox.effects('subscription.cancelled')).toHaveLength(1);
  });
});

describe('the check of a cancellation', () => {
  it('accepts a date or none', () => {
    expect(problemsOf({ ...order, cancelDate: '2026-04-01' })).toEqual([]);
    expect(problemsOf({ ...order, cancelDate: null })).toEqual([]);
    expect(problemsOf({ ...order, cancelDate: 'tomorrow' })).toEqual(['order_invalid at cancelDate']);
  });
});
