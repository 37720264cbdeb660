import { parkingPrice, priceOf } from '../../blueprint/price.ts';
import type { SentOrder } from '../test-faults/expected-amounts.ts';
import { executionTransitions } from './execution-transitions.ts';
import { endingOf, type FlowSystem, submit, waitForEnd, withFlowSystem } from './flow-system.ts';
import { outageTenant } from './outage-tenant.ts';
import { setLimits } from './partner-limits.ts';
import { contradictions, paidOrders, SCENARIO_TIMEOUT_MS, type ScenarioResult, unfinished } from './scenario.ts';

/** Seconds that an hour takes: the pace of the releases. */
const HOUR_SECONDS = 60;
const LATENCY_MS = 50;
/** Transitions that a turn adds to an order: the state in which it waits, and the step again. */
const TRANSITIONS_OF_A_TURN = 2;

/**
 * Submits orders at once to a partner that takes a few requests at a time.
 *
 * @param limit how many requests the partner takes at a time, and the tenant file allows
 */
export function playBurst(seed: number, orders: number, limit: number): Promise<ScenarioResult> {
  const tenantOf = (sandboxUrl: string) => outageTenant(sandboxUrl, HOUR_SECONDS, { limit });
  return withFlowSystem(tenantOf, (flow) => sendBurst(flow, seed, orders, limit));
}

async function sendBurst(flow: FlowSystem, seed: number, orders: number, limit: number): Promise<ScenarioResult> {
  await setLimits(flow.sandboxUrl, { partner: 'zuora', concurrency: limit, latencyMs: LATENCY_MS });
  const startedMs = performance.now();
  const views = await Promise.all(paidOrders(seed, orders).map((order) => submit(flow.system, order)));
  const sent = new Map<string, SentOrder>(
    paidOrders(seed, orders).map(({ order }, index) => [views[index]?.id ?? '', { order, subscription: undefined }]),
  );
  await waitForEnd(flow.system, [...sent.keys()], SCENARIO_TIMEOUT_MS);
  const seconds = (performance.now() - startedMs) / 1_000;
  const ending = await endingOf(flow, sent);
  const zuora = ending.partners.find(({ partner }) => partner === 'zuora');
  const transitions = await executionTransitions(flow.system.aws(), [...sent.keys()]);
  const steps = ending.views[0]?.steps.length ?? 0;
  const turns = (transitions - orders * (steps + 1)) / TRANSITIONS_OF_A_TURN;
  const price = priceOf({ steps: Array.from({ length: steps }) }).perMillion;
  const cost = 1 + (turns / orders) * (parkingPrice().perMillion / price);
  return {
    title: `${orders} orders at once, ${limit} requests at a time`,
    rows: [
      ['complete', ending.views.filter(({ status }) => status === 'complete').length],
      ['seconds', seconds.toFixed(0)],
      ['Zuora: most requests at a time, of', `${zuora?.peak} of ${limit}`],
      ['Zuora: refused beyond its limits', (zuora?.refused.concurrency ?? 0) + (zuora?.refused.rate ?? 0)],
      ['turns that orders waited for', turns],
      ['price, times that without a limit', cost.toFixed(2)],
    ],
    findings: [
      ...unfinished(ending.views),
      ...contradictions(ending.offences, ending.partners),
      ...(zuora?.peak === Math.min(limit, orders)
        ? []
        : [`Zuora had ${zuora?.peak} requests at a time, not ${limit}.`]),
    ],
  };
}
