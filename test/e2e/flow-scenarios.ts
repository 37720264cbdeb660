import { beforeEach, describe, expect, it } from 'vitest';
import type { OrderView, ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import { eventTypes, readOrder, stepStatus } from './order-details.ts';
import type { ScenarioTarget } from './scenario-target.ts';
import { exampleOrder, waitUntilAtRest } from './scenarios.ts';

const SOON = { timeout: 20_000 };
/** Zuora's first call for an order: it creates nothing, so no outcome is unknown and has to be looked into first. */
const FIRST_CALL = '/v1/orders/preview';
/** Longer than the scenario: it ends the outage itself, once the order is parked. */
const OUTAGE_SECONDS = 600;
/** An order that is parked when the outage ends is released some seconds later. */
const SECONDS_TO_END = 60;

/** Tests that orders outlive an outage, and that orders of one subscription run one after the other. */
export function runFlowScenarios(target: () => ScenarioTarget): void {
  beforeEach(() => target().resetPartners());
  runOutageScenario(target);
  runLaneScenario(target);
}

/** Submits an order that is accepted. */
async function submit(target: ScenarioTarget, order: object, headers = {}): Promise<OrderView> {
  const { body, status } = await target.api('POST', '/orders', order, headers);
  expect([status, body]).toEqual([202, expect.anything()]);
  return body as OrderView;
}

function runOutageScenario(target: () => ScenarioTarget): void {
  describe('a short outage', () => {
    it('parks the order, answers its waiting caller, and has each effect once when the partner is back', async () => {
      await target().faults({ partner: 'zuora', path: FIRST_CALL, fault: '503', forSeconds: OUTAGE_SECONDS });
      const patient = { ...(await exampleOrder()), processing_type: 'patient' };
      const order = await submit(target(), patient, { prefer: 'wait=20' });
      expect(order).toMatchObject({ status: 'processing', parked: { step: 'zuora', connection: 'zuora' } });
      const { body } = await target().api('GET', '/connections');
      const zuora = (body as ResponseBody<'ConnectionList'>).items.find(({ name }) => name === 'zuora');
      expect(zuora).toMatchObject({ parked: { count: 1 } });
      await target().resetPartners();

      expect(await waitUntilAtRest(target(), order.id, SECONDS_TO_END)).toMatchObject({
        status: 'complete',
        parked: null,
      });
      const created = (await target().effects()).filter(({ kind }) => kind === 'subscription.created');
      expect(created.map(({ key }) => key)).toEqual([expect.stringContaining(order.id)]);
      const types = await eventTypes(target(), order.id);
      expect(types.slice(0, 3)).toEqual(['order.submitted', 'order.parked', 'order.released']);
      expect(types.at(-1)).toBe('order.completed');
    }, 90_000);
  });
}

function runLaneScenario(target: () => ScenarioTarget): void {
  describe('a lane', () => {
    it('lets the second change of a subscription wait for the first one, and then starts it by itself', async () => {
      const name = `A-${crypto.randomUUID()}`;
      const change = {
        order_type: 'renew',
        processing_type: 'approved',
        forSubscription: { name },
        total: { amount: 5, currency: 'GBP' },
      };
      const first = await submit(target(), change);
      const second = await submit(target(), change);
      expect([first.queued, second.queued]).toMatchObject([null, { behind: first.id }]);

      for (const { id } of [first, second]) {
        await expect.poll(() => stepStatus(target(), id, 'approval'), SOON).toBe('waiting');
        if (id === first.id)
          expect(await readOrder(target(), second.id)).toMatchObject({ status: 'submitted', queued: { behind: id } });
        const answer = { output: { approvedBy: 'ada' } };
        expect((await target().api('POST', `/orders/${id}/steps/approval/callback`, answer)).status).toBe(200);
        expect(await waitUntilAtRest(target(), id)).toMatchObject({ status: 'complete' });
      }
    }, 60_000);
  });
}
