import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { SendHttp } from '../../../core/plugin/plugin-http.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { pluginContext, sendOverHttp } from '../../helpers/plugin-context.ts';
import { probed } from '../recover.ts';
import { NUMBER, OPTIONS, ORDER, useZuora } from './use-zuora.ts';

const { run, sandbox, subscribe } = useZuora();

/** A Zuora that shows the orders with another status. */
const withStatus =
  (status: string): SendHttp =>
  async (request) => {
    const reply = await sendOverHttp(request);
    if (request.method !== 'GET' || !/\/v1\/orders\/[^/]+$/.test(request.url)) return reply;
    return { ...reply, body: JSON.parse(JSON.stringify(reply.body).replaceAll('"Completed"', `"${status}"`)) };
  };
const probe = (order: JsonObject, http: SendHttp) =>
  probed(zuora, pluginContext(zuora, { secrets: sandbox.secrets, order, http, options: OPTIONS }).context);
const change = { order_type: 'add_offer', subscriptionRef: NUMBER, offer: { path: '/offers2/Save 20%' } };

describe('the status of an order in Zuora', () => {
  it.each(['Completed', 'Pending'])('counts as placed: %s', async (status) => {
    await subscribe();
    await run(change);
    expect(await probe(change, withStatus(status))).toMatchObject({ applied: true, output: { status } });
    const { output } = await run(change, { http: withStatus(status), attempt: 2 });
    expect(output).toMatchObject({ status });
  });

  it.each(['Cancelled', 'Failed', 'Draft', 'Scheduled'])('counts as not placed: %s', async (status) => {
    await subscribe();
    await run(change);
    expect(await probe(change, withStatus(status))).toEqual({ applied: false });
    const failure = await failureOf(run(change, { http: withStatus(status), attempt: 2 }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'order_not_placed' });
    expect(failure.message).toContain(`has the status ${status}`);
  });

  it('is unknown while Zuora carries the order out', async () => {
    await subscribe();
    await run(change);
    expect(await probe(change, withStatus('Executing'))).toEqual({ applied: 'unknown' });
    expect(await failureOf(run(change, { http: withStatus('Executing'), attempt: 2 }))).toMatchObject({
      name: 'PluginOutcomeUnknown',
    });
  });

  it('fails a repeated new order whose number Zuora has, cancelled', async () => {
    await run(ORDER);
    const failure = await failureOf(run(ORDER, { http: withStatus('Cancelled'), attempt: 2 }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'order_not_placed' });
    expect(await sandbox.effects('subscription.created')).toHaveLength(1);
  });
});
