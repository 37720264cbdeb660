import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import type { SentOrder } from '../test-faults/expected-amounts.ts';
import type { CampaignOrder } from '../test-faults/random-order.ts';
import { endingOf, type FlowSystem, submit, waitForEnd, withFlowSystem } from './flow-system.ts';
import { outageTenant } from './outage-tenant.ts';
import { contradictions, expectCount, paidOrders, SCENARIO_TIMEOUT_MS, type ScenarioResult } from './scenario.ts';

const HOUR_SECONDS = 60;

/** Submits two orders of one customer for one product at once, for several customers. */
export function playTwins(seed: number, customers: number): Promise<ScenarioResult> {
  const tenantOf = (sandboxUrl: string) => outageTenant(sandboxUrl, HOUR_SECONDS, { checksDuplicates: true });
  return withFlowSystem(tenantOf, (flow) => sendTwins(flow, seed, customers));
}

async function sendTwins(flow: FlowSystem, seed: number, customers: number): Promise<ScenarioResult> {
  const orders = paidOrders(seed, customers).flatMap((order) => [order, twinOf(order)]);
  const accepted = await Promise.all(orders.map((order) => submit(flow.system, order)));
  const sent = new Map<string, SentOrder>(
    orders.map(({ order }, index) => [accepted[index]?.id ?? '', { order, subscription: undefined }]),
  );
  await waitForEnd(flow.system, [...sent.keys()], SCENARIO_TIMEOUT_MS);
  const { effects, offences, partners, views } = await endingOf(flow, sent, isComplete);
  const complete = views.filter(isComplete).length;
  const declined = views.filter(({ failure }) => failure?.code.startsWith('duplicate_')).length;
  const created = effects.filter(({ kind }) => kind === 'subscription.created').length;
  const accounts = effects.filter(({ kind, partner }) => kind === 'account.created' && partner === 'salesforce').length;
  return {
    title: `two orders of one customer for one product at once, ${customers} times`,
    rows: [
      ['complete', complete],
      ['declined as duplicates', declined],
      ['Zuora: subscriptions', created],
      ['Salesforce: accounts', accounts],
    ],
    findings: [
      ...expectCount('Complete orders', complete, customers),
      ...expectCount('Declined orders', declined, customers),
      ...expectCount('Subscriptions in Zuora', created, customers),
      ...expectCount('Accounts in Salesforce', accounts, customers),
      ...contradictions(offences, partners),
    ],
  };
}

function isComplete({ status }: OrderView): boolean {
  return status === 'complete';
}

function twinOf({ key, order }: CampaignOrder): CampaignOrder {
  const twin = `${key}-twin`;
  return { key: twin, order: { ...order, external_id: twin } };
}
