import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, PERSONAL_VALUES, SECRET_VALUES, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { SendHttp } from '../../../core/plugin/plugin-http.ts';
import { entitlements } from '../../../plugins/entitlements/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp, TEST_ORDER_ID } from '../../helpers/plugin-context.ts';
import { acceptsOptions } from '../accepts-options.ts';

const sandbox = usePartnerSandbox();
const OWNER = 'id-71b0c2f4a86d4e19b3c7d5f0e2a49816';
const product = (...entitled: JsonObject[]): JsonObject => ({ path: '/products/Digital', entitlements: entitled });
const DIGITAL = product({ $ref: '/entitlements/Digital' });
const order = (order_type: string, more: JsonObject = {}): JsonObject => ({
  ...NEW_ORDER,
  order_type,
  owner: OWNER,
  orderItems: [{ id: 'item-1', offer: { path: '/offers2/Digital Monthly' }, products: [DIGITAL] }],
  ...more,
});
const withBasicAuth: SendHttp = (request) =>
  sendOverHttp({ ...request, headers: { ...request.headers, authorization: sandbox.basicAuth } });
const given = ({ options, ...extra }: GivenContext): GivenContext => ({
  http: withBasicAuth,
  ...extra,
  options: { endpoint: `${sandbox.url}/provisioning`, ...options },
});
const run = (extra: GivenContext) => entitlements.run(pluginContext(entitlements, given(extra)).context);
const happened = async () =>
  (await sandbox.effects()).map(({ codes, key, kind, userId }) => ({ codes, key, kind, userId }));
const KEY = `${TEST_ORDER_ID}#entitlements`;

describe('the entitlements plugin', () => {
  it.each(['new', 'external', 'activation', 'renew', 'add_offer'])(
    'grants the entitlements of an order of type %s',
    async (type) => {
      expect((await run({ order: order(type) })).output).toEqual({
        change: 'grant',
        codes: ['Digital'],
        effectiveDate: '2026-03-02',
      });
      expect(await happened()).toEqual([{ kind: 'entitlement.granted', key: KEY, userId: OWNER, codes: ['Digital'] }]);
    },
  );

  it.each(['change_offer', 'update_subscription'])(
    'replaces the entitlements for an order of type %s',
    async (type) => {
      await run({ order: order('new'), orderId: 'order-first' });
      const offer = { path: '/offers2/Print', data: { products: [product({ $ref: '/entitlements/Print' })] } };
      const change = order(type, { orderItems: [], offer, forSubscription: { name: '9HV3P0LD46NC' } });
      const { output } = await run({ order: change });
      expect(output).toEqual({ change: 'change', codes: ['Print'], effectiveDate: '2026-03-02' });
      expect((await happened())[1]).toEqual({ kind: 'entitlement.changed', key: KEY, userId: OWNER, codes: ['Print'] });
    },
  );

  it('revokes the entitlements of a cancelled subscription, from its last day on', async () => {
    await run({ order: order('new'), orderId: 'order-first' });
    const sent: unknown[] = [];
    const http: SendHttp = (request) => {
      sent.push(request.json);
      return withBasicAuth(request);
    };
    const cancel = {
      order_type: 'cancel_subscription',
      owner: OWNER,
      subscriptionRef: 'A-S1',
      cancelDate: '2026-04-01',
    };
    expect((await run({ order: cancel, http })).output).toEqual({
      change: 'revoke',
      codes: [],
      effectiveDate: '2026-04-01',
    });
    expect(sent).toEqual([{ userId: OWNER, subscription: 'A-S1', effectiveDate: '2026-04-01' }]);
    expect((await happened())[1]).toMatchObject({ kind: 'entitlement.revoked', codes: [] });
  });

  it.each(['change_payment', 'change_address', 'update_customer_details', 'refund', 'credit'])(
    'changes nothing for an order of type %s, and for one without entitlements',
    async (type) => {
      expect((await run({ order: order(type) })).output).toEqual({ change: null, codes: [], skipped: 'order_type' });
      const { output } = await run({ order: { ...NEW_ORDER, owner: OWNER } });
      expect(output).toEqual({ change: null, codes: [], skipped: 'no_entitlements' });
      expect(await sandbox.requests()).toEqual([]);
    },
  );

  it('has one effect when the reply was lost and it runs again', async () => {
    await sandbox.fault({ partner: 'provisioning', fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(run({ order: order('new') }))).toMatchObject({ name: 'CalloutNoReply', safe: false });
    await run({ order: order('new'), attempt: 2 });
    await run({ order: order('new'), attempt: 3 });
    expect(await happened()).toHaveLength(1);
  });

  it('distinguishes a rejection, a busy endpoint and an unknown outcome', async () => {
    for (const [fault, error] of [
      [{ fault: 'decline' }, { name: 'PluginFailed', code: 'endpoint_refused' }],
      [{ fault: 'decline', status: 409 }, { name: 'PluginTransient' }],
      [
        { fault: '503', retryAfterSeconds: 7 },
        { name: 'PluginTransient', retryAfterSeconds: 7 },
      ],
      [{ fault: '500' }, { name: 'PluginOutcomeUnknown' }],
      [{ fault: 'malformed' }, { name: 'PluginOutcomeUnknown' }],
    ] as const) {
      await sandbox.fault({ partner: 'provisioning', times: 1, ...fault });
      expect(await failureOf(run({ order: order('new') }))).toMatchObject(error);
    }
    expect(await happened()).toEqual([]);
  });

  it('reads the user as the options say, and fails without one', async () => {
    const results = { users: { userId: 'user-7' } };
    await run({ order: order('new'), results, options: { userId: 'results.users.userId' } });
    expect(await happened()).toMatchObject([{ userId: 'user-7' }]);
    await run({ order: order('new', { owner: '', userDetails: { sub: OWNER } }), orderId: 'order-second' });
    expect((await happened())[1]).toMatchObject({ userId: OWNER });
    const ownerless = { ...order('new'), owner: '' };
    expect(await failureOf(run({ order: ownerless }))).toMatchObject({ name: 'PluginFailed', code: 'user_unknown' });
  });

  it('reads codes from the options, the entitlement or its path', async () => {
    const entitled = product({ $ref: '/entitlements/Digital' }, { code: 'ARCHIVE' }, { $ref: '/entitlements/Print' });
    const many = order('new', { orderItems: [{ products: [entitled, DIGITAL], offer: { path: '/a' } }] });
    const { output } = await run({ order: many, options: { codes: { '/entitlements/Print': 'PRT-1' } } });
    expect(output.codes).toEqual(['ARCHIVE', 'Digital', 'PRT-1']);
  });

  it('reports an entitlement without a code before it sends anything', async () => {
    const broken = order('new', { orderItems: [{ products: [product({ label: 'Digital' })], offer: { path: '/a' } }] });
    const options = entitlements.options.parse({ endpoint: 'https://example.org' });
    expect(entitlements.check?.(broken, options)).toMatchObject([{ path: 'orderItems' }]);
    expect(entitlements.check?.(order('new'), options)).toEqual([]);
    expect(entitlements.check?.({ ...broken, order_type: 'refund' }, options)).toEqual([]);
    expect(await failureOf(run({ order: broken }))).toMatchObject({ code: 'entitlement_without_code' });
    expect(await sandbox.requests()).toEqual([]);
  });

  it('rejects unknown options, plain http and expressions that do not parse', () => {
    const endpoint = 'https://example.org';
    for (const wrong of [
      {},
      { endpoint, retries: 1 },
      { endpoint: 'http://example.org' },
      { endpoint, userId: 'order.(' },
    ])
      expect(acceptsOptions(entitlements, wrong)).toBe(false);
  });

  it('keeps personal data and secrets out of outputs, messages and logs', async () => {
    const accepted = pluginContext(entitlements, given({ order: order('new') }));
    const result = await entitlements.run(accepted.context);
    await sandbox.fault({ partner: 'provisioning', fault: 'decline', times: 1 });
    const failure = await failureOf(run({ order: order('new') }));
    const text = JSON.stringify([result, accepted.logs, failure.message, failure.publicMessage]);
    for (const value of [...PERSONAL_VALUES, ...SECRET_VALUES]) expect(text).not.toContain(value);
  });
});
