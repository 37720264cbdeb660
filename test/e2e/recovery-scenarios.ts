import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { attemptsOf, eventTypes, processEvents, readOrder, stepStatus } from './order-details.ts';
import type { ScenarioTarget } from './scenario-target.ts';
import { exampleOrder, waitUntilAtRest } from './scenarios.ts';

const WAIT = { prefer: 'wait=20' };
const REASON = { reason: 'Looked at it.' };
const ZUORA_ORDERS = '/v1/orders';
const PLATFORM_EVENTS = '/services/data/v62.0/sobjects/i42as__OrderEvent__e';
const SOON = { timeout: 25_000 };

/** Tests how orders recover on any target: automatically, and by operators. */
export function runRecoveryScenarios(target: () => ScenarioTarget): void {
  const kindsOf = async (partner: string) =>
    (await target().effects()).filter((effect) => effect.partner === partner).map(({ kind }) => kind);
  const submit = async (changes: object = {}): Promise<string> => {
    const { status, body } = await target().api('POST', '/orders', { ...(await exampleOrder()), ...changes });
    expect(status).toBe(202);
    return (body as OrderView).id;
  };
  const resume = (id: string, body: object) => target().api('POST', `/orders/${id}/resume`, body, WAIT);

  beforeEach(() => target().resetPartners());

  describe('a platform event that fails', () => {
    it('leaves the order complete and degraded, until a later call heals it', async () => {
      await target().faults({ partner: 'salesforce', path: PLATFORM_EVENTS, fault: '503', times: 2 });

      const { status, body } = await target().api('POST', '/orders', await exampleOrder(), WAIT);
      const { id, ...order } = body as OrderView;

      expect(status).toBe(201);
      expect(order).toMatchObject({ status: 'complete', degraded: ['platformEvents'] });
      const [event] = await processEvents(target(), id);
      expect(event?.pluginErrorOutput).toMatchObject([{ name: 'platformEvents' }, { name: 'platformEvents' }]);
      const untilThen = ['order.submitted', 'order.error', 'order.degraded', 'order.completed'];
      expect(await eventTypes(target(), id)).toEqual(untilThen);

      await expect.poll(() => eventTypes(target(), id), SOON).toEqual([...untilThen, 'order.healed']);
      expect(await readOrder(target(), id)).toMatchObject({ status: 'complete', degraded: [] });
      const attempts = ['run transient', 'run transient', 'heal succeeded'];
      expect(await attemptsOf(target(), id, 'platformEvents')).toEqual(attempts);
      expect(await kindsOf('salesforce')).toEqual(['account.created', 'contact.created', 'platform-event.published']);
    });
  });

  describe('a reply of Zuora that is lost after the effect', () => {
    it('completes the order with one subscription after a probe of Zuora', async () => {
      await target().faults({ partner: 'zuora', path: ZUORA_ORDERS, fault: 'drop-after-effect', times: 1 });

      const id = await submit({ processing_type: 'cautious' });

      expect(await waitUntilAtRest(target(), id)).toMatchObject({
        status: 'complete',
        degraded: [],
        sequence: { name: 'cautious' },
      });
      expect(await attemptsOf(target(), id, 'zuora')).toEqual(['run unknown', 'probe succeeded']);
      expect((await kindsOf('zuora')).toSorted()).toEqual([
        'account.created',
        'payment.collected',
        'subscription.created',
      ]);
    });
  });

  describe('an order that is held because nobody could be asked', () => {
    it('completes with one subscription after an operator asks Zuora', async () => {
      // The call and the first probe get no reply, and the run ends before the next probe.
      await target().faults({ partner: 'zuora', path: ZUORA_ORDERS, fault: 'drop-after-effect', times: 1 });
      await target().faults({ partner: 'zuora', path: `${ZUORA_ORDERS}/order-`, fault: '503', times: 1 });
      const id = await submit({ processing_type: 'cautious' });
      const lost = ['run unknown', 'probe unknown'];
      await expect.poll(() => attemptsOf(target(), id, 'zuora'), SOON).toEqual(lost);
      const executionArn = target().executionArn('cautious', id, 1);
      await target().stepFunctions.send(new StopExecutionCommand({ executionArn, cause: 'By hand.' }));
      expect(await waitUntilAtRest(target(), id)).toMatchObject({ status: 'held', failure: { step: 'zuora' } });

      const { status, body } = await target().api('POST', `/orders/${id}/steps/zuora/probe`, REASON);

      expect(status).toBe(200);
      expect(body).toMatchObject({ step: 'zuora', found: 'effect', order: { id, status: 'held' } });
      expect(await attemptsOf(target(), id, 'zuora')).toEqual([...lost, 'probe succeeded']);
      expect(await resume(id, REASON)).toMatchObject({ status: 200, body: { status: 'complete', run: 2 } });
      expect((await kindsOf('zuora')).filter((kind) => kind === 'subscription.created')).toHaveLength(1);
      const [first] = await processEvents(target(), id);
      expect(first?.operations).toMatchObject([{ action: 'probe', step: 'zuora', ...REASON }]);
    });
  });

  describe('an order that failed because of a wrong address', () => {
    it('completes when it is resumed with the right one, without running earlier steps again', async () => {
      const { customerDetails, billingDetails } = (await exampleOrder()) as Record<string, Record<string, unknown>>;
      const id = await submit({
        customerDetails: { ...customerDetails, firstName: undefined },
        billingDetails: { ...billingDetails, firstName: undefined },
      });
      expect(await waitUntilAtRest(target(), id)).toMatchObject({ status: 'failed', failure: { step: 'zuora' } });
      expect(await kindsOf('zuora')).toEqual([]);

      const { status, body } = await resume(id, { ...REASON, patch: { billingDetails: { firstName: 'Ada' } } });

      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'complete', run: 2, failure: null });
      expect(await kindsOf('salesforce')).toEqual(['account.created', 'contact.created', 'platform-event.published']);
      expect((await kindsOf('zuora')).toSorted()).toEqual([
        'account.created',
        'payment.collected',
        'subscription.created',
      ]);
      expect(await eventTypes(target(), id)).toEqual([
        'order.submitted',
        'order.error',
        'order.failed',
        'order.resumed',
        'order.completed',
      ]);
      expect((await resume(id, REASON)).status).toBe(409);
      const runs = await processEvents(target(), id);
      expect(runs.map(({ operations }) => operations)).toMatchObject([[], [{ action: 'resume', ...REASON }]]);
      expect(await attemptsOf(target(), id, 'salesforceV3', 2)).toEqual([]);
    });
  });

  describe('an execution that someone aborts in Step Functions', () => {
    const abort = (id: string) =>
      target().stepFunctions.send(
        new StopExecutionCommand({ executionArn: target().executionArn('default', id, 1), cause: 'By hand.' }),
      );

    it('fails its order during a wait for a partner, and the order can be resumed', async () => {
      const fault = { partner: 'zuora', path: ZUORA_ORDERS, fault: '429', retryAfterSeconds: 300, times: 1 };
      await target().faults(fault);
      const id = await submit();
      await expect.poll(() => stepStatus(target(), id, 'zuora'), SOON).toBe('transient');

      await abort(id);

      expect(await waitUntilAtRest(target(), id)).toMatchObject({ status: 'failed', failure: { step: 'zuora' } });
      expect(await eventTypes(target(), id)).toEqual(['order.submitted', 'order.error', 'order.failed']);
      const { status, body } = await resume(id, REASON);
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'complete', run: 2 });
      expect((await kindsOf('zuora')).toSorted()).toEqual([
        'account.created',
        'payment.collected',
        'subscription.created',
      ]);
    });

    it('holds its order during a call to a partner, and the next run uses the outcome of the call', async () => {
      const fault = { partner: 'zuora', path: ZUORA_ORDERS, fault: 'slow', delayMs: 5_000, times: 1 };
      await target().faults(fault);
      const id = await submit();
      await expect.poll(() => stepStatus(target(), id, 'zuora'), SOON).toBe('running');

      await abort(id);

      expect(await waitUntilAtRest(target(), id)).toMatchObject({ status: 'held', failure: { step: 'zuora' } });
      await expect.poll(() => stepStatus(target(), id, 'zuora'), SOON).toBe('succeeded');
      const { status, body } = await resume(id, REASON);
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'complete', run: 2 });
      expect(await attemptsOf(target(), id, 'zuora', 2)).toEqual([]);
      expect((await kindsOf('zuora')).toSorted()).toEqual([
        'account.created',
        'payment.collected',
        'subscription.created',
      ]);
    });
  });
}
