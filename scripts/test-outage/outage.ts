import { setTimeout as wait } from 'node:timers/promises';
import type { CampaignSystem } from '../test-faults/campaign-system.ts';
import type { SentOrder } from '../test-faults/expected-amounts.ts';
import { randomOrder } from '../test-faults/random-order.ts';
import { addFault, clearFaults } from '../test-faults/sandbox-client.ts';
import { type Ending, endingOf, type FlowSystem, submit, waitForEnd, withFlowSystem } from './flow-system.ts';
import { outageTenant } from './outage-tenant.ts';
import { type ParkingTimes, readParkingTimes } from './parking-times.ts';
import { setLimits } from './partner-limits.ts';

/** What to play. */
export interface OutageRun {
  readonly seed: number;
  readonly orders: number;
  /** How many seconds an hour takes. */
  readonly hourSeconds: number;
  /** Whether to kill the process during the outage and during the release. */
  readonly kills: boolean;
  onProgress?(line: string): void;
}

/** What happened. */
export interface OutageResult extends OutageRun, Omit<Ending, 'effects'> {
  readonly parking: ParkingTimes;
  /** When the partner was back, Unix milliseconds. */
  readonly backAtMs: number;
  /** Hours from then until the last order had ended. */
  readonly hoursToEnd: number;
  readonly killed: number;
}

/** Orders arrive for this many hours; the outage is the hour in the middle. */
const HOURS = 3;
/** The limit of Zuora, and how long each of its requests takes. */
const ZUORA = { partner: 'zuora', concurrency: 40, latencyMs: 50 };
/** How Zuora is down, a third of the outage each. */
const OUTAGES = ['503', 'hang', 'reset'] as const;
/** Orders that take longer than this to end are stuck. */
const HOURS_TO_END = 20;

/** Runs orders through an hour without Zuora, while Salesforce limps, and compares them with the effects at the partners. */
export function playOutage(run: OutageRun): Promise<OutageResult> {
  const tenantOf = (sandboxUrl: string) => outageTenant(sandboxUrl, run.hourSeconds);
  return withFlowSystem(tenantOf, (flow) => takeZuoraDown(flow, run));
}

async function takeZuoraDown(flow: FlowSystem, run: OutageRun): Promise<OutageResult> {
  const { hourSeconds, kills, onProgress } = run;
  const { sandboxUrl, system } = flow;
  await setLimits(sandboxUrl, ZUORA);

  const hours = (count: number): Promise<void> => wait(count * hourSeconds * 1_000);
  const submitting = submitEvenly(system, run);
  const causingTrouble = (async () => {
    await limp(sandboxUrl, hourSeconds);
    await hours(1);
    onProgress?.('Zuora is down');
    for (const [index, fault] of OUTAGES.entries()) {
      const forSeconds = hourSeconds / OUTAGES.length;
      await addFault(sandboxUrl, { partner: 'zuora', path: '/', fault, forSeconds });
      if (kills && index === 1)
        await system.kill().then((ms) => onProgress?.(`killed, ready after ${ms.toFixed(0)} ms`));
      await wait(forSeconds * 1_000);
    }
    onProgress?.('Zuora is back');
    const backAtMs = Date.now();
    if (kills) {
      await hours(0.1);
      await system.kill().then((ms) => onProgress?.(`killed, ready after ${ms.toFixed(0)} ms`));
    }
    return backAtMs;
  })();
  const [sent, backAtMs] = await Promise.all([submitting, causingTrouble]);
  const ids = [...sent.keys()];
  await clearFaults(sandboxUrl);
  onProgress?.('all orders sent; waiting for the remaining ones');
  await waitForEnd(system, ids, HOURS_TO_END * hourSeconds * 1_000);
  const hoursToEnd = (Date.now() - backAtMs) / hourSeconds / 1_000;
  const parking = await readParkingTimes(system, ids);
  const { offences, partners, views } = await endingOf(flow, sent);
  return { ...run, views, offences, partners, parking, backAtMs, hoursToEnd, killed: kills ? 2 : 0 };
}

/** Salesforce answers a part of the requests with 503, or slowly, until all orders are sent. */
async function limp(sandboxUrl: string, hourSeconds: number): Promise<void> {
  const forSeconds = HOURS * hourSeconds;
  await addFault(sandboxUrl, { partner: 'salesforce', fault: '503', share: 0.15, forSeconds });
  await addFault(sandboxUrl, { partner: 'salesforce', fault: 'slow', delayMs: 500, share: 0.15, forSeconds });
}

async function submitEvenly(
  system: CampaignSystem,
  { hourSeconds, orders, seed }: OutageRun,
): Promise<ReadonlyMap<string, SentOrder>> {
  const startedMs = performance.now();
  const spanMs = HOURS * hourSeconds * 1_000;
  const sent = Array.from({ length: orders }, async (_, index) => {
    const { key, order } = randomOrder(seed, index);
    await wait(Math.max(0, (spanMs * index) / orders - (performance.now() - startedMs)));
    const { id } = await submit(system, { key, order });
    return [id, { order, subscription: undefined }] as const;
  });
  return new Map(await Promise.all(sent));
}
