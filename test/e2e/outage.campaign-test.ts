import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { usePartnerSandbox } from '../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../core/json.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import type { Idempotency } from '../../core/plugin/idempotency.ts';
import { calloutPlugin } from '../../plugins/callout-plugin/plugin.ts';
import { entitlements } from '../../plugins/entitlements/plugin.ts';
import { zuora } from '../../plugins/zuora/plugin.ts';
import { clearFaults } from '../../scripts/test-faults/sandbox-client.ts';
import { type Fate, ORDER_KINDS, type OrderKind, outageTenant, purchase } from './outage-orders.ts';
import { type RecoveryWorld, startRecoveryWorld } from './recovery-world.ts';

const HOUR_MS = 3_600_000;
const STEP_MS = 30 * 60_000;
/** The time that a busy machine needs. */
const LONG = 300_000;
const PER_FATE = 3;
const FAULTS: Readonly<Record<Fate, string>> = { lost: 'drop-after-effect', unclear: '500', refused: '503' };
const BASIC_AUTH = 'auth/sandbox';
const BEGIN = Date.parse('2026-03-02T09:30:00Z');

/** An order of the outage, as it ended. */
interface Ended {
  readonly kind: OrderKind;
  readonly fate: Fate;
  readonly order: OrderRecord;
  /** How often its effect happened. */
  readonly effects: number;
}

const sandbox = usePartnerSandbox();
let world: RecoveryWorld;

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] }));
afterEach(() => world.close());
afterAll(() => void vi.useRealTimers());

/** Waits until nothing happens any more. A client of AWS that repeats a request waits for a moment first. */
const idle = () => world.idle(() => vi.advanceTimersByTime(100));

/** Lets the time pass until some hours after the beginning. */
async function passUntil(hours: number): Promise<void> {
  await idle();
  while (Date.now() < BEGIN + hours * HOUR_MS) {
    const timers = vi.getTimerCount();
    vi.advanceTimersByTime(STEP_MS);
    if (vi.getTimerCount() !== timers) await idle();
  }
}

async function startWorld(plugins: readonly Plugin[]): Promise<void> {
  vi.setSystemTime(BEGIN);
  const [username = '', password = ''] = atob(sandbox.basicAuth.slice('Basic '.length)).split(':');
  const secrets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    ...sandbox.secrets,
    [BASIC_AUTH]: { username, password },
  };
  world = await startRecoveryWorld(plugins, outageTenant(`${sandbox.url}/provisioning`), 1, {
    policy: { loopback: [new URL(sandbox.url).host] },
    basicAuthOf: () => BASIC_AUTH,
    readSecret: async (reference) => secrets[reference] ?? {},
  });
}

/** Buys a subscription for each order that changes one. Returns their numbers. */
async function subscriptions(count: number): Promise<readonly unknown[]> {
  const orders: OrderRecord[] = [];
  for (let index = 0; index < count; index += 1) orders.push(await world.submit(purchase(1_000 + index)));
  await idle();
  return Promise.all(orders.map(async ({ id }) => (await world.step(id, 'zuora'))?.output?.subscriptionNumber));
}

/** Submits orders of each kind and fate. The first request of each ends by its fate. */
async function submitAll(): Promise<readonly Omit<Ended, 'effects'>[]> {
  const groups = ORDER_KINDS.flatMap((kind) => kind.fates.map((fate) => ({ kind, fate })));
  const numbers = [...(await subscriptions(PER_FATE * groups.filter(({ kind }) => kind.change !== undefined).length))];
  const submitted: Omit<Ended, 'effects'>[] = [];
  for (const { fate, kind } of groups) {
    await sandbox.fault({ partner: kind.partner, path: kind.path, fault: FAULTS[fate], times: PER_FATE });
    for (let count = 0; count < PER_FATE; count += 1) {
      const { orderItems, total, ...buyer } = purchase(submitted.length, kind.sequence);
      const wanted =
        kind.change === undefined
          ? { orderItems, total }
          : { order_type: kind.name, subscriptionRef: String(numbers.pop()), ...kind.change };
      submitted.push({ kind, fate, order: await world.submit({ ...buyer, ...wanted } as JsonObject) });
    }
    await idle();
  }
  return submitted;
}

/**
 * An outage of 26 hours, which begins with lost replies: Zuora and the endpoints reject everything. After two hours someone
 * stops a third of the executions. On the second day the users lose what the orders granted; on the third day every order
 * that failed or is held is resumed, and every step that an order continued without is healed.
 */
async function surviveOutage(plugins: readonly Plugin[]): Promise<readonly Ended[]> {
  await startWorld(plugins);
  const submitted = await submitAll();
  const current = () =>
    Promise.all(submitted.map(async (each) => ({ ...each, order: await world.order(each.order.id) })));
  for (const partner of ['zuora', 'provisioning']) await sandbox.fault({ partner, fault: '503', times: 1_000_000 });
  await passUntil(2);
  for (const [index, { order }] of (await current()).entries())
    if (index % PER_FATE === 0 && order.status === 'processing') await world.hold(order);
  await passUntil(26);
  await clearFaults(sandbox.url);
  await passUntil(48);
  const headers = { authorization: sandbox.basicAuth };
  for (const { order } of submitted)
    await fetch(`${sandbox.url}/provisioning/entitlements/${order.payload.owner}`, { method: 'DELETE', headers });
  await passUntil(60);
  for (const { kind, order } of await current()) {
    if (order.status === 'failed' || order.status === 'held') await world.resume(order);
    if (order.degraded.length > 0) await world.heal(order, kind.step);
  }
  await passUntil(200);
  const effects = await sandbox.effects();
  return (await current()).map((each) => ({
    ...each,
    effects: effects.filter(({ key, kind }) => kind === each.kind.effect && String(key).startsWith(each.order.id))
      .length,
  }));
}

const shown = ({ effects, fate, kind, order: { degraded, failure, status } }: Ended) =>
  `${kind.name}, ${fate}: effects ${effects}, ${[status, ...degraded, ...(failure ? [failure.code] : [])].join(' ')}`;

describe('an outage of 26 hours with lost replies, and a resume on the third day', () => {
  it('has no effect twice, and holds only what cannot be probed', { timeout: LONG }, async () => {
    const ended = await surviveOutage([zuora, calloutPlugin, entitlements]);

    expect(ended.filter(({ effects }) => effects > 1).map(shown)).toEqual([]);
    const isOpen = ({ order }: Ended) => order.status !== 'complete' || order.degraded.length > 0;
    expect([...new Set(ended.filter(isOpen).map(shown))]).toEqual([
      'callout, lost: effects 1, held key_expired',
      'callout after completion, lost: effects 1, complete calloutPlugin',
      'entitlement, lost: effects 1, held key_expired',
      'entitlement, unclear: effects 0, held key_expired',
    ]);
    expect(ended.filter((each) => !isOpen(each) && each.effects !== 1).map(shown)).toEqual([]);
  });

  it('has effects twice if the plugins claim that their keys never expire', { timeout: LONG }, async () => {
    const ended = await surviveOutage([zuora, calloutPlugin, entitlements].map(withEternalKeys));

    const doubled = new Set(ended.filter(({ effects }) => effects > 1).map(({ kind }) => kind.name));
    expect([...doubled]).toEqual(['callout', 'callout that can be probed', 'callout after completion', 'entitlement']);
  });
});

/** Switches the rule off. Zuora still rejects a second order or credit memo with the same number. */
function withEternalKeys(plugin: Plugin): Plugin {
  const idempotent: Idempotency = { forHours: 'ever', keeps: 'all-answers' };
  return { ...plugin, effect: { idempotent }, idempotency: () => idempotent };
}
