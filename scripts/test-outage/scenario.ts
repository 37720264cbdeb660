import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import type { Offence } from '../test-faults/audit.ts';
import { OFFER } from '../test-faults/campaign-tenant.ts';
import { type CampaignOrder, randomOrder } from '../test-faults/random-order.ts';
import type { PartnerCounts } from './partner-limits.ts';

/** A scenario that was played: a table of what happened, and what must not be, one sentence each. */
export interface ScenarioResult {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string | number])[];
  readonly findings: readonly string[];
}

/** Orders that take longer than this to end are stuck. */
export const SCENARIO_TIMEOUT_MS = 300_000;

/** Returns orders of different customers for a subscription in Zuora. The same seed gives the same orders. */
export function paidOrders(seed: number, count: number): readonly CampaignOrder[] {
  const orders: CampaignOrder[] = [];
  for (let index = 0; orders.length < count; index += 1) {
    const made = randomOrder(seed, index);
    if (JSON.stringify(made.order).includes(JSON.stringify(OFFER))) orders.push(made);
  }
  return orders;
}

/** Returns a finding for each order that is not complete, or is degraded. */
export function unfinished(views: readonly OrderView[]): readonly string[] {
  return views
    .filter(({ degraded, status }) => status !== 'complete' || degraded.length > 0)
    .map((view) => {
      const { degraded, failure, id, status } = view;
      const why =
        failure === null
          ? degraded.map((step) => `${step} ${statusOf(view, step)}`).join(', ')
          : `${failure.step} ${failure.code}`;
      return `Order ${id} is ${status}: ${why || 'it has not ended'}.`;
    });
}

/** Returns the status of a step of an order. */
export function statusOf({ steps }: OrderView, id: string): string {
  return steps.find((step) => step.id === id)?.status ?? 'missing';
}

/** Returns a finding for each offence, and for each partner that was called beyond its limits. */
export function contradictions(offences: readonly Offence[], partners: readonly PartnerCounts[]): readonly string[] {
  return [
    ...offences.map(({ detail, offence, orderId }) => `${offence}: ${orderId}: ${detail}`),
    ...partners.flatMap(({ partner, refused }) =>
      refused.concurrency + refused.rate === 0
        ? []
        : [`${partner} refused ${refused.concurrency + refused.rate} requests beyond its limits.`],
    ),
  ];
}

/** Returns a finding if two numbers differ. */
export function expectCount(what: string, found: number, expected: number): readonly string[] {
  return found === expected ? [] : [`${what}: ${found} instead of ${expected}.`];
}
