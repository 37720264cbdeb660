import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import cancellation from '../../examples/cancel-subscription.json' with { type: 'json' };
import { attemptsOf } from '../e2e/order-details.ts';
import { SCENARIO_TENANT, type ScenarioTarget } from '../e2e/scenario-target.ts';
import { waitUntilAtRest } from '../e2e/scenarios.ts';
import { singleMachineTarget } from '../e2e/single-machine-target.ts';
import { type ConsoleWorld, expectAccessible, openConsoleWorld } from './console-world.ts';

let world: ConsoleWorld;
let target: ScenarioTarget;

beforeAll(async () => {
  world = await openConsoleWorld({ tenant: SCENARIO_TENANT });
  target = singleMachineTarget(world.system);
});

afterAll(async () => {
  target.stepFunctions.destroy();
  await world.close();
});

/** Sends a change of a subscription whose call to Zuora has its effect, and loses its reply and that of the first probe. */
async function heldChange(): Promise<string> {
  const { id: first } = await world.sendOrder();
  const { subscriptionReference } = (await target.api('GET', `/orders/${first}`)).body as OrderView;
  await target.faults(
    { partner: 'zuora', path: '/v1/orders', fault: 'drop-after-effect', times: 1 },
    { partner: 'zuora', path: '/v1/orders/order-', fault: '503', times: 1 },
  );
  const change = { ...cancellation, subscriptionRef: subscriptionReference, processing_type: 'cautious' };
  const { id } = (await target.api('POST', '/orders', { ...change, process_immediately: false })).body as OrderView;
  const lost = ['run unknown', 'probe unknown'];
  await expect.poll(() => attemptsOf(target, id, 'zuora'), { timeout: 25_000 }).toEqual(lost);
  // The run ends before its next probe.
  const executionArn = target.executionArn('cautious', id, 1);
  await target.stepFunctions.send(new StopExecutionCommand({ executionArn, cause: 'By hand.' }));
  expect(await waitUntilAtRest(target, id)).toMatchObject({ status: 'held', failure: { step: 'zuora' } });
  return id;
}

it('asks the partner about a step whose outcome is unknown, and lets the orders behind it pass', async () => {
  const id = await heldChange();
  const { page, complaints, context } = await world.signIn('operator', `/console/orders/${id}`);
  const dialog = page.getByRole('dialog');

  await page.getByRole('button', { name: 'Ask the partner about zuora…' }).click();
  const asked = dialog.getByText(/^Asked first whether it happened:/).locator('..');
  await asked.getByText('zuora').waitFor();
  await expectAccessible(page);
  await dialog.getByLabel('Reason').fill('Zuora answers again.');
  await dialog.getByRole('button', { name: 'Ask the partner' }).click();
  await page.getByRole('status').getByText('The partner has it.').waitFor();
  await dialog.waitFor({ state: 'detached' });
  expect(await attemptsOf(target, id, 'zuora')).toEqual(['run unknown', 'probe unknown', 'probe succeeded']);
  await expect.poll(() => page.getByRole('button', { name: 'Ask the partner about zuora…' }).count()).toBe(0);

  await page.getByRole('button', { name: 'Let others pass…' }).click();
  await dialog.getByText('Calls no partner.').waitFor();
  await expectAccessible(page);
  await dialog.getByLabel('Reason').fill('Looked at the next one.');
  await dialog.getByRole('button', { name: 'Let others pass' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Looked at the next one.').first().waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
