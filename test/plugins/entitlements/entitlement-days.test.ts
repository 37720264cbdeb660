import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { SendHttp } from '../../../core/plugin/plugin-http.ts';
import { entitlements } from '../../../plugins/entitlements/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp } from '../../helpers/plugin-context.ts';

const sandbox = usePartnerSandbox();
const OWNER = 'id-71b0c2f4a86d4e19b3c7d5f0e2a49816';
const TARGET = { subscriptionRef: 'A-1', owner: OWNER };
const PENDING = 'requires_service_activation__limio';
const item = (code: string, more: JsonObject = {}, attributes: JsonObject = {}): JsonObject => ({
  id: `item-${code}`,
  offer: { path: `/offers2/${code}`, data: { attributes } },
  products: [{ path: `/products/${code}`, entitlements: [{ code }] }],
  ...more,
});
const newOrder = (...orderItems: JsonObject[]): JsonObject => ({
  order_type: 'new',
  orderDate: '2026-03-02T09:30:00Z',
  owner: OWNER,
  orderItems,
});

/** Runs the plugin and returns its output and the bodies that it sent. */
async function ran(order: JsonObject, { options, ...given }: GivenContext = {}) {
  const sent: JsonObject[] = [];
  const http: SendHttp = (request) => {
    sent.push(request.json as JsonObject);
    return sendOverHttp({ ...request, headers: { ...request.headers, authorization: sandbox.basicAuth } });
  };
  const endpoint = `${sandbox.url}/provisioning`;
  const { context } = pluginContext(entitlements, { ...given, order, http, options: { endpoint, ...options } });
  const { output } = await entitlements.run(context);
  return { output, sent };
}
const problems = (order: JsonObject) =>
  (entitlements.check?.(order, entitlements.options.parse({ endpoint: 'https://example.org' })) ?? []).map(
    ({ path }) => path,
  );
const codesOn = async (day: string): Promise<unknown> => {
  const url = `${sandbox.url}/provisioning/entitlements/${OWNER}?on=${day}`;
  const reply = await fetch(url, { headers: { authorization: sandbox.basicAuth } });
  return ((await reply.json()) as { codes: unknown }).codes;
};

describe('access to what was bought', () => {
  it('begins on the day of the order, and ends with the subscription, not with the cancellation', async () => {
    const zuora = { subscriptionNumber: 'A-1', subscriptionNumbers: ['A-1'] };
    await ran(newOrder(item('news')), { results: { zuora }, orderId: 'order-first' });
    const cancel = { order_type: 'cancel_subscription', orderDate: '2026-03-10', ...TARGET };
    const { output, sent } = await ran(cancel, { results: { zuora: { ...zuora, endsOn: '2027-03-02' } } });
    expect(sent).toEqual([{ userId: OWNER, subscription: 'A-1', effectiveDate: '2027-03-02' }]);
    expect(output).toEqual({ change: 'revoke', codes: [], effectiveDate: '2027-03-02' });
    expect([await codesOn('2026-03-01'), await codesOn('2027-03-01'), await codesOn('2027-03-02')]).toEqual([
      [],
      ['news'],
      [],
    ]);
  });

  it('does not end if nobody knows when the subscription does', async () => {
    const cancel = { order_type: 'cancel_subscription', ...TARGET };
    const results = { zuora: { subscriptionNumber: 'A-1' } };
    expect(await failureOf(ran(cancel, { results }))).toMatchObject({ name: 'PluginFailed', code: 'end_unknown' });
    expect(await sandbox.requests()).toEqual([]);
    const { sent } = await ran({ ...cancel, cancelDate: '2026-04-01' }, { results });
    expect(sent).toMatchObject([{ effectiveDate: '2026-04-01' }]);
  });

  it('ends by itself if the billing step says when', async () => {
    const zuora = { subscriptionNumber: 'A-1', effectiveDate: '2026-03-05', endsOn: '2027-03-05' };
    const { output } = await ran(newOrder(item('news')), { results: { zuora } });
    expect(output).toMatchObject({ effectiveDate: '2026-03-05', endsOn: '2027-03-05' });
    expect([await codesOn('2026-03-04'), await codesOn('2027-03-04'), await codesOn('2027-03-05')]).toEqual([
      [],
      ['news'],
      [],
    ]);
  });

  it('is dated in the time zone of the tenant, as billing is', async () => {
    const instant = '2026-07-27T15:30:00Z';
    const order = { ...newOrder(item('news')), orderDate: instant };
    expect((await ran(order, { timeZone: 'Asia/Tokyo' })).output.effectiveDate).toBe('2026-07-28');
    const cancel = { order_type: 'cancel_subscription', cancelDate: instant, ...TARGET };
    const cancelled = await ran(cancel, { timeZone: 'Asia/Tokyo', orderId: 'order-second' });
    expect(cancelled.output.effectiveDate).toBe('2026-07-28');
  });

  it('belongs to the subscription of its item if an order makes several', async () => {
    const zuora = { subscriptionNumber: 'A-1', subscriptionNumbers: ['A-1', 'A-2'] };
    const order = newOrder(item('news'), item('app'), item('extra', { parentId: 'item-app' }));
    const { sent } = await ran(order, { results: { zuora } });
    expect(sent).toMatchObject([
      {
        subscriptions: [
          { subscription: 'A-1', codes: ['news'] },
          { subscription: 'A-2', codes: ['app', 'extra'] },
        ],
      },
    ]);
    expect(await codesOn('2026-03-02')).toEqual(['app', 'extra', 'news']);
  });
});

describe('a subscription that waits for its activation', () => {
  it('is entitled by its activation order, from the day of the activation on', async () => {
    const waiting = item('news', {}, { [PENDING]: true });
    const { output, sent } = await ran(newOrder(waiting), { results: { zuora: { status: 'Pending' } } });
    expect(output).toEqual({ change: null, codes: [], pending: ['news'], skipped: 'pending_activation' });
    expect(sent).toEqual([]);
    const activation = { ...newOrder(waiting), order_type: 'activation', orderDate: '2026-03-20', ...TARGET };
    const results = { zuora: { status: 'Active', subscriptionNumber: 'A-1' } };
    const activated = await ran(activation, { results, orderId: 'order-second' });
    expect(activated.output).toEqual({ change: 'grant', codes: ['news'], effectiveDate: '2026-03-20' });
    expect([await codesOn('2026-03-19'), await codesOn('2026-03-20')]).toEqual([[], ['news']]);
  });

  it('does not keep the others of the order waiting', async () => {
    const order = newOrder(item('news', {}, { [PENDING]: true }), item('app'));
    const { output } = await ran(order, { results: { zuora: { status: 'Pending' } } });
    expect(output).toMatchObject({ change: 'grant', codes: ['app'], pending: ['news'] });
  });

  it('may be one that only the billing system or the options know of', async () => {
    const billed = await ran(newOrder(item('news')), { results: { zuora: { status: 'Pending' } } });
    expect(billed.output.skipped).toBe('pending_activation');
    const options = { serviceActivationAttribute: 'waits' };
    const { output } = await ran(newOrder(item('news', {}, { waits: true })), { options });
    expect(output.skipped).toBe('pending_activation');
    const external = { ...newOrder(item('news', {}, { [PENDING]: true })), order_type: 'external' };
    const found = await ran(external, { results: { zuora: { status: 'Active' } } });
    expect(found.output).toMatchObject({ change: 'grant', codes: ['news'] });
  });
});

describe('a gift', () => {
  const gift: JsonObject = { ...newOrder(item('news')), isGift: true, recipientDetails: { sendEmail: true } };

  it('entitles nobody when it is bought, and whoever redeems it', async () => {
    const { output, sent } = await ran(gift);
    expect(output).toEqual({ change: null, codes: [], skipped: 'gift_not_redeemed' });
    expect(sent).toEqual([]);
    const redeemed = await ran({ ...gift, isRedeem: true, owner: 'id-recipient' });
    expect(redeemed.sent).toMatchObject([{ userId: 'id-recipient', codes: ['news'] }]);
  });

  it('never entitles the buyer, even if the options name the user of other orders', async () => {
    const options = { userId: 'order.owner' };
    expect((await ran(gift, { options })).output.skipped).toBe('gift_not_redeemed');
  });

  it('entitles the recipient when it is bought, if the options can name one', async () => {
    const options = { giftRecipientId: 'order.recipientDetails.userId' };
    expect((await ran(gift, { options })).output.skipped).toBe('gift_not_redeemed');
    const named = { ...gift, recipientDetails: { userId: 'id-recipient' } };
    expect((await ran(named, { options })).sent).toMatchObject([{ userId: 'id-recipient', codes: ['news'] }]);
  });
});

describe('an update', () => {
  const update = (...updates: JsonObject[]): JsonObject => ({ order_type: 'update_subscription', ...TARGET, updates });
  const added = (code: string, day: string): JsonObject => ({ type: 'add', effective_date: day, ...item(code) });

  it('adds and removes entitlements, and leaves the others alone', async () => {
    const results = { zuora: { subscriptionNumber: 'A-1' } };
    await ran(newOrder(item('news'), item('app')), { results, orderId: 'order-first' });
    const removed = { ...added('app', '2026-04-01'), type: 'remove' };
    const { output, sent } = await ran(update(added('games', '2026-04-01'), removed), { results });
    expect(sent).toMatchObject([{ add: ['games'], remove: ['app'], effectiveDate: '2026-04-01' }]);
    expect(output).toMatchObject({ change: 'change', codes: ['games'], removed: ['app'] });
    expect([await codesOn('2026-03-31'), await codesOn('2026-04-01')]).toEqual([
      ['app', 'news'],
      ['games', 'news'],
    ]);
  });

  it('counts items with an action as changes', async () => {
    const orderItems = [item('games', { orderItemActionType: 'add' }), item('app', { orderItemActionType: 'remove' })];
    const { sent } = await ran({ ...update({ type: 'add', id: 'x' }), orderItems });
    expect(sent).toMatchObject([{ add: ['games'], remove: ['app'] }]);
  });

  it('on several days is reported before anything is sent', async () => {
    const order = update(added('games', '2026-04-01'), added('app', '2026-04-02'));
    expect(problems(order)).toEqual(['updates']);
    expect(await failureOf(ran(order))).toMatchObject({ code: 'effective_dates_differ' });
    expect(problems(update(added('games', '2026-04-01'), { type: 'add', id: 'x' }))).toEqual([]);
    expect(problems({ ...order, updates: [added('games', 'soon')] })).toEqual(['updates[0].effective_date']);
    expect(await sandbox.requests()).toEqual([]);
  });
});

it('an item that a new order removes grants nothing', async () => {
  const { output } = await ran(newOrder(item('news'), item('app', { orderItemActionType: 'remove' })));
  expect(output.codes).toEqual(['news']);
});
