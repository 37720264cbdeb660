import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { stagedTenant } from '../../core/config/stages.ts';
import { deploy } from '../../scripts/test-deploy/cdk.ts';
import { SCENARIO_TENANT, type ScenarioTarget } from '../e2e/scenario-target.ts';
import { exampleOrder } from '../e2e/scenarios.ts';
import { accessToken } from './access-token.ts';
import { copySecrets } from './copy-secrets.ts';
import { deployedTarget } from './deployed-target.ts';
import { ADDED_STEP, STAGES } from './deployed-tenant.ts';
import { readDeployment } from './deployment.ts';
import type { DeploymentUnderTest } from './deployment-under-test.ts';

const { tenant } = SCENARIO_TENANT;
const STEP = 'salesforceV3';

/** Checks two stages that are deployed beside each other, and beside the tenant without stages. */
export function checkStages(played: () => DeploymentUnderTest): void {
  it('have orders, tokens and secrets of their own, and what their stage changes', async () => {
    const { deployment, target } = played();
    await copySecrets(
      deployment,
      Object.keys(STAGES).map((stage) => stagedTenant(tenant, stage)),
    );
    await target.resetPartners();
    await deploy(
      { env: process.env, log: join(deployment.directory, 'cdk.log') },
      { directory: join(deployment.directory, 'stages'), stacks: `${tenant}_*/*` },
      join(deployment.directory, 'outputs-stages.json'),
    );
    const opened: ScenarioTarget[] = [];
    try {
      const stage = async (name: string) => {
        const deployed = await readDeployment(`${tenant}-${name}`, 'outputs-stages.json');
        const stageTarget = await deployedTarget(deployed);
        opened.push(stageTarget);
        return { deployed, api: stageTarget.api };
      };
      const [test, prod] = [await stage('TEST'), await stage('PROD')];
      const send = async ({ api }: typeof test) =>
        api('POST', '/orders', await exampleOrder(), { prefer: 'wait=20', 'idempotency-key': 'same-in-each' });

      const [inTest, inProd] = [await send(test), await send(prod)];
      expect([inTest.status, inProd.status]).toEqual([201, 201]);
      const [testOrder, prodOrder] = [inTest.body as OrderView, inProd.body as OrderView];
      expect(testOrder.steps.map(({ id }) => id)).toEqual([STEP]);
      expect(prodOrder.steps.map(({ id }) => id)).toEqual([STEP, ADDED_STEP.id]);
      expect(testOrder.sequence.version).not.toBe(prodOrder.sequence.version);

      expect(await test.api('GET', `/orders/${testOrder.id}`)).toMatchObject({ status: 200 });
      for (const other of [prod, target])
        expect(await other.api('GET', `/orders/${testOrder.id}`)).toMatchObject({ status: 404 });
      const authorization = `Bearer ${await accessToken(test.deployed, 'channel')}`;
      const foreign = await prod.api('GET', `/orders/${prodOrder.id}`, undefined, { authorization });
      expect(foreign.status).toBe(401);
    } finally {
      for (const { stepFunctions } of opened) stepFunctions.destroy();
    }
  });
}
