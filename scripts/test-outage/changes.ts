import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import type { JsonObject } from '../../core/json.ts';
import { auditOrders } from '../test-faults/audit.ts';
import { EXTRA_OFFER } from '../test-faults/campaign-tenant.ts';
import { createRandom } from '../test-faults/random.ts';
import type { CampaignOrder } from '../test-faults/random-order.ts';
import { readOrders } from '../test-faults/read-orders.ts';
import { type Effect, readEffects } from '../test-faults/sandbox-client.ts';
import { type FlowSystem, submit, waitForEnd, withFlowSystem } from './flow-system.ts';
import { outageTenant } from './outage-tenant.ts';
import { readLimits, setLimits } from './partner-limits.ts';
import {
  contradictions,
  expectCount,
  paidOrders,
  SCENARIO_TIMEOUT_MS,
  type ScenarioResult,
  unfinished,
} from './scenario.ts';

const HOUR_SECONDS = 60;
const LATENCY_MS = 50;

/** How often each subscription is changed. */
export const CHANGES = 6;

/** The changes, each of which Zuora records. */
const KINDS: readonly JsonObject[] = [
  { order_type: 'renew' },
  { order_type: 'add_offer', offer: { path: EXTRA_OFFER } },
];

/** A subscription, and the order that changes it. */
interface Change extends CampaignOrder {
  readonly reference: string;
}

/** Buys subscriptions, then submits several changes of each at once, in random order. */
export function playChanges(seed: number, subscriptions: number): Promise<ScenarioResult> {
  const tenantOf = (sandboxUrl: string) => outageTenant(sandboxUrl, HOUR_SECONDS);
  return withFlowSystem(tenantOf, (flow) => changeAll(flow, seed, subscriptions));
}

async function changeAll(flow: FlowSystem, seed: number, subscriptions: number): Promise<ScenarioResult> {
  const bought = await buy(flow, seed, subscriptions);
  await setLimits(flow.sandboxUrl, { partner: 'zuora', concurrency: null, latencyMs: LATENCY_MS });
  const changes = shuffled(
    seed,
    bought.flatMap(({ order, view }, index) => changesOf(seed, index, order, view)),
  );
  const accepted = await Promise.all(changes.map((change) => submit(flow.system, change)));
  const ids = accepted.map(({ id }) => id);
  await waitForEnd(flow.system, ids, SCENARIO_TIMEOUT_MS);
  const views = await readOrders(flow.system, ids);
  const effects = await readEffects(flow.sandboxUrl);
  const partners = await readLimits(flow.sandboxUrl);
  const offences = auditOrders([...bought.map(({ view }) => view), ...views], effects);
  const waited = accepted.filter(({ queued }) => queued !== null);
  const overtaken = waited.filter((order) => !isRightBehind(order, effects));
  const conflicts = partners.find(({ partner }) => partner === 'zuora')?.lockConflicts ?? 0;
  return {
    title: `${subscriptions} subscriptions, ${CHANGES} changes of each at once`,
    rows: [
      ['complete', views.filter(({ status }) => status === 'complete').length],
      ['waited for another one', waited.length],
      ['not right behind the order ahead', overtaken.length],
      ['changes of one subscription at the same time', conflicts],
    ],
    findings: [
      ...unfinished(views),
      ...contradictions(offences, partners),
      ...overtaken.map(({ id, queued }) => `Zuora did not see order ${id} right after ${queued?.behind}.`),
      ...expectCount('Changes of one subscription at the same time', conflicts, 0),
      // Otherwise nothing was shown.
      ...(waited.length > changes.length / 2 ? [] : [`Only ${waited.length} of ${changes.length} orders waited.`]),
    ],
  };
}

async function buy({ system }: FlowSystem, seed: number, subscriptions: number) {
  const orders = paidOrders(seed, subscriptions);
  const ids = (await Promise.all(orders.map((order) => submit(system, order)))).map(({ id }) => id);
  await waitForEnd(system, ids, SCENARIO_TIMEOUT_MS);
  const views = await readOrders(system, ids);
  return orders.flatMap(({ order }, index) => {
    const view = views[index];
    return view === undefined ? [] : [{ order, view }];
  });
}

function changesOf(seed: number, index: number, order: JsonObject, view: OrderView): readonly Change[] {
  const { subscriptionReference: reference } = view;
  if (reference === null) throw new Error(`Order ${view.id} has no subscription: it is ${view.status}.`);
  const { customerDetails, owner } = order;
  return Array.from({ length: CHANGES }, (_, change) => {
    const key = `change-${seed}-${index}-${change}`;
    const more = { external_id: key, orderDate: '2026-04-01T09:30:00Z', country: 'GB' };
    const target = { owner: owner ?? null, customerDetails: customerDetails ?? null, subscriptionRef: reference };
    return { key, reference, order: { ...KINDS[change % KINDS.length], ...more, ...target } };
  });
}

/** Returns whether the partner saw an order right after the one that was ahead of it when it was accepted. */
function isRightBehind({ id, queued }: OrderView, effects: readonly Effect[]): boolean {
  const changed = effects.filter(({ kind }) => kind === 'subscription.changed');
  const orderOf = ({ key }: Effect): string => key.split('#')[0] ?? key;
  const own = changed.find((effect) => orderOf(effect) === id);
  if (own === undefined) return false;
  const ofSubscription = changed.filter(({ subscriptionNumber }) => subscriptionNumber === own.subscriptionNumber);
  const ahead = ofSubscription[ofSubscription.indexOf(own) - 1];
  return ahead !== undefined && orderOf(ahead) === queued?.behind;
}

function shuffled<Item>(seed: number, items: readonly Item[]): readonly Item[] {
  const random = createRandom(`shuffle ${seed}`);
  return items
    .map((item) => ({ item, rank: random.next() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}
