import { beforeEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { stepStatus } from './order-details.ts';
import type { ScenarioTarget } from './scenario-target.ts';
import { exampleOrder, waitUntilAtRest } from './scenarios.ts';

const SOON = { timeout: 20_000 };

/** Tests steps that wait for another system to answer through the API. */
export function runCallbackScenarios(target: () => ScenarioTarget): void {
  const submit = async (): Promise<string> => {
    const order = { ...(await exampleOrder()), processing_type: 'approved' };
    const { body } = await target().api('POST', '/orders', order);
    return (body as OrderView).id;
  };
  const answer = (id: string, body: object) => target().api('POST', `/orders/${id}/steps/approval/callback`, body);

  beforeEach(() => target().resetPartners());

  describe('a step that waits for its callback', () => {
    it('ends with the answer, rejects a second one, and does not expose the token', async () => {
      const id = await submit();
      await expect.poll(() => stepStatus(target(), id, 'approval'), SOON).toBe('waiting');

      expect((await answer(id, { output: { approvedBy: 'ada' } })).status).toBe(200);

      expect(await waitUntilAtRest(target(), id)).toMatchObject({ status: 'complete' });
      expect(await answer(id, { output: { approvedBy: 'eve' } })).toMatchObject({ status: 409 });
      const texts = [`/orders/${id}`, `/orders/${id}/process-events`, `/orders/${id}/events`].map(async (path) =>
        JSON.stringify((await target().api('GET', path)).body),
      );
      expect((await Promise.all(texts)).join()).not.toMatch(/taskToken|eyJleGVjdXRpb24/);
    });

    it('fails the order if the other system declines', async () => {
      const id = await submit();
      await expect.poll(() => stepStatus(target(), id, 'approval'), SOON).toBe('waiting');

      await answer(id, { error: { code: 'not_approved', message: 'The credit check failed.' } });

      const failure = { step: 'approval', code: 'not_approved' };
      expect(await waitUntilAtRest(target(), id)).toMatchObject({ status: 'failed', failure });
    });

    it('accepts an answer that arrives before it waits', async () => {
      const fault = { partner: 'salesforce', path: '/services/data', fault: 'slow', delayMs: 3_000, times: 1 };
      await target().faults(fault);
      const id = await submit();

      expect(await answer(id, { output: { approvedBy: 'ada' } })).toMatchObject({
        status: 200,
        body: { status: 'kept' },
      });

      expect(await waitUntilAtRest(target(), id)).toMatchObject({ status: 'complete' });
      const published = (await target().effects()).filter(({ kind }) => kind === 'platform-event.published');
      expect(published).toHaveLength(1);
    });
  });
}
