import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { PERSONAL_VALUES } from '../../../contract/partner-sandbox.ts';
import type { HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { sendOverHttp } from '../../helpers/plugin-context.ts';
import { CHANGES } from './changes.ts';
import { NUMBER, problemsOf, useZuora } from './use-zuora.ts';

const { changes, run, sandbox, subscribe } = useZuora();

const cases = Object.entries(CHANGES);

describe.each(cases)('%s', (_name, { effects, given, options = {}, order }) => {
  const attempt = (number: number, more = {}) => run(order, { options, attempt: number, ...more });

  it('takes effect once, no matter how often it runs', async () => {
    await subscribe(given);
    const { output } = await attempt(1);
    expect(await changes()).toEqual(effects);
    for (const number of [2, 3]) expect((await attempt(number)).output).toEqual(output);
    expect(await changes()).toEqual(effects);
    expect(output).toMatchObject({ accountNumber: 'A00000001' });
  });

  it('takes effect once when the first reply to every change is lost', async () => {
    await subscribe(given);
    await sandbox.fault({ partner: 'zuora', path: '/v1', fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(attempt(1))).toMatchObject({ name: 'CalloutNoReply', safe: false });
    await attempt(2);
    expect(await changes()).toEqual(effects);
  });

  it('has an unknown outcome after an unreadable answer', async () => {
    await subscribe(given);
    const failing = async (request: HttpRequest) =>
      request.method === 'GET' || request.url.endsWith('/oauth/token')
        ? sendOverHttp(request)
        : { status: 502, headers: {}, body: 'Bad gateway' };
    expect(await failureOf(attempt(1, { http: failing }))).toMatchObject({ name: 'PluginOutcomeUnknown' });
    await attempt(2);
    expect(await changes()).toEqual(effects);
  });

  it('is declined with a message for the customer, and asks again when the order is resumed', async () => {
    await subscribe(given);
    await sandbox.fault({ partner: 'zuora', path: '/v1', fault: 'decline', times: 1 });
    expect(await failureOf(attempt(1))).toMatchObject({ name: 'PluginDeclined', code: 'card_declined' });
    expect(await changes()).toEqual([]);
    await attempt(2, { run: 2 });
    expect(await changes()).toEqual(effects);
  });

  it('is retried when Zuora is busy', async () => {
    await subscribe(given);
    await sandbox.fault({ partner: 'zuora', path: '/v1', fault: '429', retryAfterSeconds: 3, times: 1 });
    expect(await failureOf(attempt(1))).toMatchObject({ name: 'PluginTransient', retryAfterSeconds: 3 });
    await sandbox.fault({ partner: 'zuora', path: '/v1/subscriptions', fault: '500', times: 1 });
    const looked = await failureOf(attempt(1));
    expect(looked).toMatchObject({ name: 'PluginTransient' });
    expect(await changes()).toEqual([]);
  });

  it('fails when Zuora does not have the subscription', async () => {
    const failure = await failureOf(attempt(1));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'subscription_not_found' });
    expect(failure.message).toContain(NUMBER);
    expect(await changes()).toEqual([]);
  });

  it('needs the number of the subscription', () => {
    expect(problemsOf(order, options)).toEqual([]);
    const { subscriptionRef: _number, ...unnamed } = order;
    expect(problemsOf(unnamed, options)).toContainEqual(
      expect.stringMatching(/^(subscription_number|account)_missing at subscriptionRef$/),
    );
    expect(
      problemsOf({ ...order, orderDate: 'soon', type: 'home', customerDetails: 5, payment: 5 }, options),
    ).not.toEqual([]);
  });

  it('keeps personal data out of results, messages and logs', async () => {
    await subscribe(given);
    const text = JSON.stringify(await attempt(1));
    for (const value of PERSONAL_VALUES) expect(text).not.toContain(value);
  });
});
