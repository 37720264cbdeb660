import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { pluginContext, sendOverHttp } from '../../helpers/plugin-context.ts';
import { probed } from '../recover.ts';
import { sentActions } from './sent-order.ts';
import { NUMBER, OPTIONS, problemsOf, useZuora } from './use-zuora.ts';

const { read, run, sandbox, subscribe, watched } = useZuora();
const updating = (...updates: readonly JsonObject[]): JsonObject => ({
  order_type: 'update_subscription',
  subscriptionRef: NUMBER,
  orderDate: '2026-03-10',
  updates,
});
const cancel = { order_type: 'cancel_subscription', subscriptionRef: NUMBER, cancelDate: '2099-01-01' };
const reactivation = updating({ type: 'reactivate' });
const probe = (order: JsonObject) =>
  probed(zuora, pluginContext(zuora, { secrets: sandbox.secrets, order, options: OPTIONS }).context);

describe('a suspension', () => {
  it('stops the subscription on a day and continues it on another', async () => {
    await subscribe({ from: '2026-03-02' });
    const suspend = { type: 'suspend', effective_date: '2026-06-01' };
    const resume = { type: 'resume', effective_date: '2026-08-01' };
    const sent = await watched(updating(suspend, resume), { options: { extendSuspendedTerm: true } });
    expect(sentActions(sent)).toMatchObject([
      { type: 'Suspend', suspend: { suspendPolicy: 'SpecificDate', suspendSpecificDate: '2026-06-01' } },
      { type: 'Resume', resume: { resumePolicy: 'SpecificDate', resumeSpecificDate: '2026-08-01', extendsTerm: true } },
    ]);
    expect((await run(updating(suspend, resume), { attempt: 2 })).output).toMatchObject({
      effectiveDate: '2026-06-01',
    });
  });
});

describe('a reactivation', () => {
  it('takes a pending cancellation back, once', async () => {
    await subscribe();
    const { output } = await run(cancel, { options: { runBilling: false }, orderId: 'order-cancel' });
    expect(output).toMatchObject({ endsOn: '2099-01-01' });
    expect(await probe(reactivation)).toEqual({ applied: false });
    for (const attempt of [1, 2]) await run(reactivation, { attempt });
    expect(await probe(reactivation)).toMatchObject({ applied: true, output: { subscriptionNumber: NUMBER } });
    expect(await read(`/v1/subscriptions/${NUMBER}`)).toMatchObject({
      status: 'Active',
      subscriptionEndDate: '2027-03-02',
    });
    expect(await sandbox.effects('subscription.restored')).toHaveLength(1);
  });

  it('fails when there is no cancellation, or the subscription has ended', async () => {
    await subscribe();
    expect(await failureOf(run(reactivation))).toMatchObject({ name: 'PluginFailed', code: 'subscription_status' });
    await run({ ...cancel, cancelDate: '2026-04-01' }, { orderId: 'order-cancel' });
    expect(await failureOf(run(reactivation, { attempt: 2 }))).toMatchObject({ code: 'subscription_status' });
  });

  it('is alone in its order', () => {
    expect(problemsOf(reactivation)).toEqual([]);
    expect(problemsOf(updating({ type: 'reactivate' }, { type: 'suspend' }))).toEqual(['order_invalid at updates']);
  });
});

describe('the activation of a subscription', () => {
  it.each([
    ['Pending Activation', ['ServiceActivation', 'CustomerAcceptance']],
    ['Pending Acceptance', ['CustomerAcceptance']],
  ])('with the status %s sets the dates that it waits for', async (status, names) => {
    await subscribe({ waits: true });
    const sent: HttpRequest[] = [];
    const http = async (request: HttpRequest) => {
      sent.push(request);
      const reply = await sendOverHttp(request);
      if (!request.url.includes('/v1/subscriptions/')) return reply;
      return { ...reply, body: JSON.parse(JSON.stringify(reply.body).replace('Pending Activation', status)) };
    };
    await run({ order_type: 'activation', subscriptionRef: NUMBER, orderDate: '2026-03-10' }, { http });
    const triggerDates = names.map((name) => ({ name, triggerDate: '2026-03-10' }));
    expect(sent.find(({ url }) => url.endsWith('/triggerDates'))?.json).toMatchObject({
      subscriptions: [{ orderActions: [{ triggerDates }] }],
    });
  });
});
