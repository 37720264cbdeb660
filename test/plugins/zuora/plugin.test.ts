import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, PERSONAL_VALUES, SECRET_VALUES, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { ORDER_TYPES } from '../../../core/order/order-types.ts';
import { CalloutNotSent, type HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp, TEST_ORDER_ID } from '../../helpers/plugin-context.ts';

const RATE_PLANS = { '/offers2/Digital Monthly': '8ad08d2989bcbba00189bd6e1c000001' };
const sandbox = usePartnerSandbox();

/** An order that names no amount is not previewed. */
const [ITEM] = NEW_ORDER.orderItems as readonly JsonObject[];
const { price: _price, ...UNPRICED_ITEM } = ITEM ?? {};
const UNPRICED: JsonObject = { ...NEW_ORDER, orderItems: [UNPRICED_ITEM], total: { currency: 'GBP' } };

const given = (extra: GivenContext = {}): GivenContext => ({
  order: NEW_ORDER,
  secrets: sandbox.secrets,
  ...extra,
  options: { ratePlans: RATE_PLANS, ...extra.options },
});
const run = (extra: GivenContext = {}) => zuora.run(pluginContext(zuora, given(extra)).context);
const subscriptions = () => sandbox.effects('subscription.created');

describe('the zuora plugin', () => {
  it('creates the account and the subscription and returns their numbers', async () => {
    const { output } = await run({ results: { salesforceV3: { crmId: '001Hs00000000AbIAI' } } });
    expect(output).toMatchObject({
      subscriptionNumber: expect.stringMatching(/^[0-9A-Z]{12}$/),
      subscriptionNumbers: [output.subscriptionNumber],
      accountNumber: expect.any(String),
      orderNumber: `${TEST_ORDER_ID}-zuora`,
      status: 'Completed',
    });
    expect((await sandbox.effects()).map((effect) => effect.kind)).toEqual(
      expect.arrayContaining(['account.created', 'subscription.created']),
    );
    expect(await subscriptions()).toHaveLength(1);
  });

  it('sends the idempotency key and a track id of at most 64 characters', async () => {
    const sent: HttpRequest[] = [];
    await run({
      http: (request) => {
        sent.push(request);
        return sendOverHttp(request);
      },
    });
    expect(sent.find((request) => request.url.endsWith('/zuora/v1/orders'))?.headers).toMatchObject({
      'idempotency-key': `${TEST_ORDER_ID}#zuora`,
      'zuora-track-id': `${TEST_ORDER_ID}#zuora`,
    });
  });

  it.each([
    [{}, '2025-08-12'],
    [{ apiVersion: '341.0' }, '341.0'],
  ])('sends the version of the API with every request: %j', async (options, version) => {
    const sent: HttpRequest[] = [];
    const http = (request: HttpRequest) => {
      sent.push(request);
      return sendOverHttp(request);
    };
    await run({ options, http });
    await run({ options, http, attempt: 2 });
    const versions = sent.filter(({ url }) => url.includes('/v1/')).map(({ headers }) => headers?.['zuora-version']);
    expect(new Set(versions)).toEqual(new Set([version]));
  });

  it('accepts versions from 224.0 and dates', () => {
    for (const apiVersion of ['224.0', '341', '2024-05-20']) zuora.options.parse({ apiVersion });
    for (const apiVersion of ['186.0', '223', 'latest', '2024', ''])
      expect(() => zuora.options.parse({ apiVersion })).toThrow(/apiVersion/);
  });

  it('has one effect when it runs twice, and returns the same result', async () => {
    const first = await run();
    const second = await run({ attempt: 2 });
    expect(second).toEqual(first);
    expect(await subscriptions()).toHaveLength(1);
  });

  it('finds the order when its reply was lost', async () => {
    await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault: 'drop-after-effect', times: 1 });
    const lost = await failureOf(run());
    expect(lost).toMatchObject({ name: 'CalloutNoReply', safe: false });
    const { output } = await run({ attempt: 2 });
    expect(output).toMatchObject({ orderNumber: `${TEST_ORDER_ID}-zuora`, status: 'Completed' });
    expect(await subscriptions()).toHaveLength(1);
  });

  it('finds the order by its number when the repeat sends a different request', async () => {
    const { output } = await run();
    const changed = { ...NEW_ORDER, orderDate: '2026-03-03T09:30:00Z' };
    const repeated = await run({ order: changed, run: 2, attempt: 2 });
    expect(repeated).toEqual({ output: { ...output, effectiveDate: '2026-03-03' } });
    expect(await subscriptions()).toHaveLength(1);
  });

  it('has an unknown outcome when the answer takes too long, and finds the order later', async () => {
    await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault: 'slow', delayMs: 2_000, times: 1 });
    expect(await failureOf(run({ order: UNPRICED, options: { timeoutMs: 150 } }))).toMatchObject({
      name: 'CalloutNoReply',
      safe: false,
    });
    await run({ order: UNPRICED, attempt: 2 });
    expect(await subscriptions()).toHaveLength(1);
  });

  it('has an unknown outcome after a server error or an unreadable answer', async () => {
    for (const fault of ['500', 'malformed']) {
      await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault, times: 1 });
      const unpriced = { order: UNPRICED, orderId: `order-${fault}` };
      expect(await failureOf(run(unpriced))).toMatchObject({ name: 'PluginOutcomeUnknown' });
      await run({ ...unpriced, attempt: 2 });
    }
    expect(await subscriptions()).toHaveLength(2);
  });

  it('has an unknown outcome when the lookup also fails', async () => {
    await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault: '500', times: 1 });
    const lookupFails = async (request: HttpRequest) => {
      if (request.method === 'GET') throw new CalloutNotSent('GET was not sent');
      return sendOverHttp(request);
    };
    const failing = await failureOf(run({ order: UNPRICED, http: lookupFails }));
    expect(failing.name).toBe('PluginOutcomeUnknown');
  });

  it('declines a rejected payment with a message for the customer', async () => {
    await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });
    expect(await failureOf(run())).toMatchObject({
      name: 'PluginDeclined',
      code: 'card_declined',
      publicMessage: expect.stringContaining('another payment method'),
    });
    expect(await subscriptions()).toHaveLength(0);
  });

  it('asks again after a stored rejection in a new run, but not in the same run', async () => {
    await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });
    expect(await failureOf(run())).toMatchObject({ code: 'card_declined' });
    expect(await failureOf(run({ attempt: 2 }))).toMatchObject({ code: 'card_declined' });
    const order = { ...NEW_ORDER, payment: { type: 'zuora', zuora: { refId: '8ad084a68f1d0c3e018f1d2a5b6c0002' } } };
    const { output } = await run({ order, run: 2, attempt: 3 });
    expect(await run({ order, run: 2, attempt: 4 })).toEqual({ output });
    expect(await subscriptions()).toHaveLength(1);
  });

  it('is retried when Zuora is busy, after the Retry-After', async () => {
    await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault: '429', retryAfterSeconds: 7, times: 1 });
    expect(await failureOf(run())).toMatchObject({ name: 'PluginTransient', retryAfterSeconds: 7 });
    let answers = 0;
    const busy = async (request: HttpRequest) => {
      if (request.method !== 'POST' || !request.url.endsWith('/v1/orders')) return sendOverHttp(request);
      answers += 1;
      return { status: 503, headers: {}, body: null };
    };
    expect(await failureOf(run({ attempt: 2, http: busy }))).toMatchObject({ name: 'PluginTransient' });
    expect(answers).toBe(2);
    await run({ attempt: 3 });
    expect(await subscriptions()).toHaveLength(1);
  });

  it.each([429, 503])('asks once more with a new key if Zuora stored a %i under the first', async (status) => {
    const keys: (string | undefined)[] = [];
    const busy = async (request: HttpRequest) => {
      if (!request.url.endsWith('/v1/orders')) return sendOverHttp(request);
      const key = request.headers?.['idempotency-key'];
      keys.push(key);
      return key === `${TEST_ORDER_ID}#zuora` ? { status, headers: {}, body: null } : sendOverHttp(request);
    };
    expect(await failureOf(run({ http: busy }))).toMatchObject({ name: 'PluginTransient' });
    await run({ http: busy, attempt: 3 });
    expect(keys).toEqual([1, 1, 3].map((key) => `${TEST_ORDER_ID}#zuora${key === 1 ? '' : `#try-${key}`}`));
    expect(await subscriptions()).toHaveLength(1);
  });

  it('leaves the outcome unknown after an error of the payment gateway, and asks again only when resumed', async () => {
    const keys: (string | undefined)[] = [];
    const timedOut = async (request: HttpRequest) => {
      if (!request.url.endsWith('/v1/orders')) return sendOverHttp(request);
      const key = request.headers?.['idempotency-key'];
      keys.push(key);
      const reasons = [{ code: 58730099, message: 'The payment gateway did not answer.' }];
      const kept = { status: 500, headers: {}, body: { success: false, reasons } };
      return key === `${TEST_ORDER_ID}#zuora` ? kept : sendOverHttp(request);
    };
    for (const attempt of [1, 2, 3]) {
      expect(await failureOf(run({ http: timedOut, attempt }))).toMatchObject({ name: 'PluginOutcomeUnknown' });
    }
    expect(new Set(keys)).toEqual(new Set([`${TEST_ORDER_ID}#zuora`]));
    expect(await subscriptions()).toHaveLength(0);
    await run({ http: timedOut, run: 2, attempt: 4 });
    expect(await subscriptions()).toHaveLength(1);
  });

  it.each([200, 409])(
    'is retried with one new key after a lock contention with status %i, because Zuora stores that answer',
    async (status) => {
      const keys: (string | undefined)[] = [];
      const locked = async (request: HttpRequest) => {
        if (!request.url.endsWith('/v1/orders')) return sendOverHttp(request);
        const key = request.headers?.['idempotency-key'];
        keys.push(key);
        const reasons = [{ code: 58730050, message: 'Operation failed due to a lock competition' }];
        const kept = { status, headers: {}, body: { success: false, reasons } };
        return key === `${TEST_ORDER_ID}#zuora` ? kept : sendOverHttp(request);
      };
      expect(await failureOf(run({ http: locked }))).toMatchObject({ name: 'PluginTransient' });
      await run({ http: locked, attempt: 2 });
      expect(keys).toEqual([1, 1, 2].map((key) => `${TEST_ORDER_ID}#zuora${key === 1 ? '' : `#try-${key}`}`));
      expect(await subscriptions()).toHaveLength(1);
    },
  );

  it('does not use another key while Zuora is processing the first request', async () => {
    const keys: (string | undefined)[] = [];
    const working = async (request: HttpRequest) => {
      if (!request.url.endsWith('/v1/orders')) return sendOverHttp(request);
      keys.push(request.headers?.['idempotency-key']);
      return { status: 409, headers: {}, body: null };
    };
    expect(await failureOf(run({ http: working, attempt: 3 }))).toMatchObject({ name: 'PluginOutcomeUnknown' });
    expect(keys).toEqual([`${TEST_ORDER_ID}#zuora`]);
  });

  it('is retried when the token endpoint fails, and fails when it rejects the client', async () => {
    await sandbox.fault({ partner: 'zuora', path: '/oauth/token', fault: '500', times: 1 });
    expect(await failureOf(run())).toMatchObject({ name: 'PluginTransient' });
    await sandbox.fault({ partner: 'zuora', path: '/oauth/token', fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(run())).toMatchObject({ name: 'PluginTransient' });
    const secrets = { zuora: { ...sandbox.secrets.zuora, clientSecret: 'wrong' } };
    expect(await failureOf(run({ secrets }))).toMatchObject({ name: 'PluginFailed', code: 'connection_refused' });
  });

  it('replaces a token that Zuora no longer accepts, once', async () => {
    const remembered = new Map<string, unknown>([['token zuora', 'expired']]);
    const { context, lifetimes } = pluginContext(zuora, given({ remembered }));
    await zuora.run(context);
    expect(remembered.get('token zuora')).not.toBe('expired');
    expect(lifetimes.get('token zuora')).toBeGreaterThan(300);
    const unauthorised = await failureOf(
      run({
        http: async (request) =>
          request.url.endsWith('/oauth/token') ? sendOverHttp(request) : { status: 401, headers: {}, body: null },
      }),
    );
    expect(unauthorised).toMatchObject({ name: 'PluginFailed', code: 'connection_refused' });
  });

  it('names the fields that the secret lacks', async () => {
    const failure = await failureOf(run({ secrets: { zuora: { baseUrl: sandbox.url, clientId: 'zu-client' } } }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'connection_invalid' });
    expect(failure.message).toContain('clientSecret');
    expect(failure.message).not.toContain('zu-client');
  });

  it('fails for an offer that is not mapped, without a request', async () => {
    const failure = await failureOf(run({ options: { ratePlans: {} } }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'rate_plan_not_mapped' });
    expect(failure.message).toContain('/offers2/Digital Monthly');
    expect(await sandbox.requests()).toEqual([]);
  });

  it('has an action for every order type and alias, and rejects any other', async () => {
    for (const order_type of [...ORDER_TYPES, 'submitted']) {
      expect(zuora.check?.({ ...NEW_ORDER, order_type }, zuora.options.parse({}))).not.toContainEqual(
        expect.objectContaining({ code: 'order_type_not_supported' }),
      );
    }
    const order = { ...NEW_ORDER, order_type: 'gift_refund' };
    expect(await failureOf(run({ order }))).toMatchObject({ name: 'PluginFailed', code: 'order_type_not_supported' });
    expect(zuora.check?.(order, zuora.options.parse({}))).toMatchObject([{ path: 'order_type' }]);
    await expect(run({ order: { ...NEW_ORDER, order_type: 'submitted' } })).resolves.toBeDefined();
  });

  it('rejects an unknown option and declares the secret of its connection', () => {
    expect(() => zuora.options.parse({ ratePlan: {} })).toThrow(/ratePlan/);
    expect(zuora.secrets?.(zuora.options.parse({ connection: 'billing' }))).toEqual(['billing']);
  });

  it('keeps personal data and secrets out of outputs, messages and logs', async () => {
    const accepted = pluginContext(zuora, given());
    const result = await zuora.run(accepted.context);
    const refused = pluginContext(zuora, given({ orderId: 'order-refused', http: quoting }));
    const failure = await failureOf(zuora.run(refused.context));
    expect(failure.message).toContain('53200020');
    const text = JSON.stringify([result, accepted.logs, refused.logs, failure.message, failure.publicMessage]);
    for (const value of [...PERSONAL_VALUES, ...SECRET_VALUES]) expect(text).not.toContain(value);
  });
});

/** A partner that quotes the values that it rejects. */
async function quoting(request: HttpRequest) {
  if (!request.url.endsWith('/v1/orders')) return sendOverHttp(request);
  const reasons = [{ code: 53200020, message: "'ada.byrne@example.org' of Ada Byrne, 1 Mill Lane is not valid" }];
  return { status: 200, headers: {}, body: { success: false, processId: 'AB12', reasons } };
}
