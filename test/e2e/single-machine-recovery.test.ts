import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { runCallbackScenarios } from './callback-scenarios.ts';
import { eventTypes } from './order-details.ts';
import { runRecoveryScenarios } from './recovery-scenarios.ts';
import { APPROVAL, SCENARIO_TENANT, type ScenarioTarget } from './scenario-target.ts';
import { exampleOrder, waitUntilAtRest } from './scenarios.ts';
import { singleMachineTarget } from './single-machine-target.ts';

const IMPATIENT = {
  name: 'impatient',
  match: { processingType: ['impatient'] },
  processOrder: [{ ...APPROVAL, callback: { timeoutSeconds: 5 } }],
};

let system: TestSystem;
let target: ScenarioTarget;
const submit = async (changes: object = {}): Promise<string> =>
  ((await system.api('POST', '/orders', { ...(await exampleOrder()), ...changes })).body as OrderView).id;

beforeAll(async () => {
  const tenant = { ...SCENARIO_TENANT, overrides: [...SCENARIO_TENANT.overrides, IMPATIENT] };
  system = await startTestSystem({ tenant, timeScale: 5 });
  target = singleMachineTarget(system);
  // The first start of a function is slow, and the timeouts of the state machines are scaled.
  await waitUntilAtRest(system, await submit(), 60);
}, 90_000);
afterAll(async () => {
  target.stepFunctions.destroy();
  await system.close();
});

runRecoveryScenarios(() => target);
runCallbackScenarios(() => target);

describe('a callback that does not arrive in time', () => {
  it('holds the order, and counts for the next run if it arrives late', async () => {
    const id = await submit({ processing_type: 'impatient' });
    expect(await waitUntilAtRest(system, id, 30)).toMatchObject({ status: 'held', failure: { step: 'approval' } });

    const late = await system.api('POST', `/orders/${id}/steps/approval/callback`, { output: { approvedBy: 'ada' } });
    expect(late.status).toBe(200);
    const resumed = await system.api('POST', `/orders/${id}/resume`, { reason: 'Approved late.' });
    expect(resumed.status).toBeLessThan(300);

    expect(await waitUntilAtRest(system, id)).toMatchObject({ status: 'complete', run: 2 });
    const published = (await system.effects()).filter(({ kind }) => kind === 'platform-event.published');
    expect(published).toHaveLength(1);
    expect(await eventTypes(system, id)).toEqual([
      'order.submitted',
      'order.error',
      'order.held',
      'order.resumed',
      'order.completed',
    ]);
  }, 60_000);
});
