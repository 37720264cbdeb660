import { join } from 'node:path';
import { DescribeExecutionCommand, GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import { pluginFunctionId } from '../../blueprint/functions/function-ids.ts';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { sequenceLogicalId } from '../../infra/logical-ids.ts';
import { deploy } from '../../scripts/test-deploy/cdk.ts';
import { SCENARIO_TENANT } from '../e2e/scenario-target.ts';
import { exampleOrder, waitUntilAtRest } from '../e2e/scenarios.ts';
import { ADDED_STEP, ADDED_WEBHOOK, WAITING_STEP } from './deployed-tenant.ts';
import type { DeploymentUnderTest } from './deployment-under-test.ts';
import { switchOff, switchOn } from './function-switch.ts';
import { stackResources } from './stack-resources.ts';

const { tenant } = SCENARIO_TENANT;
const STACKS = [`${tenant}-Stateful`, `${tenant}-Stateless`];
const FIRST_STEPS = SCENARIO_TENANT.processOrder.map(({ name }) => name);
const SOON = { timeout: 30_000 };

/** Checks the deployment of a changed sequence while an order is running. */
export function checkSecondDeployment(played: () => DeploymentUnderTest): void {
  let earlier: OrderView;

  const effectsOf = async (kind: string) => (await played().target.effects()).filter((effect) => effect.kind === kind);

  it('does not change the definition of a running execution, and replaces no resource', async () => {
    const { deployment, target } = played();
    const resources = () => Promise.all(STACKS.map((stack) => stackResources(deployment, stack)));
    const before = await resources();
    expect(Object.keys(Object.assign({}, ...before))).toEqual(
      expect.arrayContaining(['OrderTable', 'OrderEventBus', sequenceLogicalId('default')]),
    );
    await target.resetPartners();

    // The execution waits between two attempts. The emulator, unlike AWS, would end an invocation when its code changes.
    const waiting = `${tenant}-${pluginFunctionId(WAITING_STEP)}`;
    await switchOff(deployment, waiting);
    earlier = (await target.api('POST', '/orders', await exampleOrder())).body as OrderView;
    const executionArn = target.executionArn('default', earlier.id, 1);
    const failures = async () => {
      const { events = [] } = await target.stepFunctions.send(new GetExecutionHistoryCommand({ executionArn }));
      return events.filter(({ type }) => type === 'TaskFailed').length;
    };
    await expect.poll(failures, SOON).toBeGreaterThan(0);

    await deploy(
      { env: process.env, log: join(deployment.directory, 'cdk.log') },
      { directory: join(deployment.directory, 'changed'), stacks: `${tenant}/*` },
      join(deployment.directory, 'outputs-changed.json'),
    );

    const running = await target.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    expect(running.status).toBe('RUNNING');
    await switchOn(deployment, waiting);
    const ended = await waitUntilAtRest(target, earlier.id, 60);
    expect(ended).toMatchObject({ status: 'complete', degraded: [], sequence: earlier.sequence });
    expect(ended.steps.map(({ id, status }) => [id, status])).toEqual(FIRST_STEPS.map((id) => [id, 'succeeded']));
    expect(await effectsOf('platform-event.published')).toHaveLength(1);
    const after = await resources();
    for (const [index, stack] of before.entries()) expect(after[index]).toMatchObject(stack);
  });

  it('uses the changed sequence for the next order, and sends its events to the added webhook', async () => {
    const { target } = played();
    await target.resetPartners();
    const { status, body } = await target.api('POST', '/orders', await exampleOrder(), { prefer: 'wait=20' });
    const order = body as OrderView;

    expect(status).toBe(201);
    expect(order.sequence.version).not.toBe(earlier.sequence.version);
    expect(order.steps.map(({ id }) => id)).toEqual([...FIRST_STEPS, ADDED_STEP.id]);
    await expect.poll(() => effectsOf('platform-event.published'), SOON).toHaveLength(2);
    // The earlier order ended after the webhook was added, so the webhook gets its end too.
    const deliveries = [earlier.id, order.id].map((id) => ({ key: `${id}-2-${ADDED_WEBHOOK}`, verified: true }));
    await expect.poll(() => effectsOf('webhook.received'), SOON).toMatchObject(deliveries);
  });
}
