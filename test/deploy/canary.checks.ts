import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { canary } from '../../cli/canary.ts';
import { deploy } from '../../scripts/test-deploy/cdk.ts';
import type { ScenarioTarget } from '../e2e/scenario-target.ts';
import { exampleOrder } from '../e2e/scenarios.ts';
import { awsRequest } from './aws-request.ts';
import { copySecrets } from './copy-secrets.ts';
import { deployedTarget } from './deployed-target.ts';
import { CANARY_TENANT, type Variant } from './deployed-tenant.ts';
import { readDeployment } from './deployment.ts';
import type { DeploymentUnderTest } from './deployment-under-test.ts';
import { stackResources } from './stack-resources.ts';

/** Longer than functions trust what they have read of the rollout. */
const FOLLOWED = { timeout: 60_000, interval: 2_000 };

/** More than enough for both editions, each of which gets half of the orders. */
const MOST_ORDERS = 40;

/** Checks a canary: a share of new orders gets the second deployment, until its alarm fires. */
export function checkCanary(played: () => DeploymentUnderTest): void {
  let target: ScenarioTarget;
  let currentVersion: string;
  afterAll(() => target?.stepFunctions.destroy());

  async function deployVariant(variant: Variant): Promise<void> {
    const { directory } = played().deployment;
    const log = join(directory, 'cdk.log');
    const outputs = join(directory, 'outputs-canary.json');
    await deploy(
      { env: process.env, log },
      { directory: join(directory, variant), stacks: `${CANARY_TENANT}/*` },
      outputs,
    );
    // Its schedule does so once a minute.
    const path = `/2015-03-31/functions/${CANARY_TENANT}-sweeper/invocations`;
    await awsRequest(played().deployment, { service: 'lambda', path, body: JSON.stringify({ only: 'deployment' }) });
  }

  async function command(...args: readonly string[]): Promise<string> {
    const printed: string[] = [];
    const print = (line: string) => void printed.push(line);
    await canary([CANARY_TENANT, ...args], { print, printError: print, env: process.env } as Parameters<
      typeof canary
    >[1]);
    return printed.join('\n');
  }

  async function versionOfNewOrder(): Promise<string> {
    const { body, status } = await target.api('POST', '/orders', await exampleOrder(), { prefer: 'wait=20' });
    expect([status, (body as OrderView).status]).toEqual([201, 'complete']);
    return (body as OrderView).sequence.version;
  }

  it('makes the first deployment current at once', async () => {
    const { deployment, target: scenarios } = played();
    await copySecrets(deployment, [CANARY_TENANT]);
    await scenarios.resetPartners();
    await deployVariant('canary');
    target = await deployedTarget(await readDeployment(CANARY_TENANT, 'outputs-canary.json'));
    expect(await command('status')).toMatch(/candidate {2}none\n.* deployed /);
    currentVersion = await versionOfNewOrder();
  });

  it('offers the second one to a share of new orders', async () => {
    await deployVariant('canary-changed');
    expect(await command('status')).toMatch(/candidate {2}\S+, 50% of new orders\n/);
    const versions = new Set<string>();
    for (let sent = 0; sent < MOST_ORDERS && versions.size < 2; sent += 1) versions.add(await versionOfNewOrder());
    expect(versions).toContain(currentVersion);
    expect(versions.size).toBe(2);
  });

  it('takes it back when its alarm fires, and refuses to promote it', async () => {
    const { deployment } = played();
    const resources = Object.entries(await stackResources(deployment, `${CANARY_TENANT}-Stateless`));
    const [, AlarmName = ''] = resources.find(([id]) => /^MonitoringAlarmsCanaryFailing[0-9A-F]{8}$/.test(id)) ?? [];
    const alarm = { Action: 'SetAlarmState', AlarmName, StateValue: 'ALARM', StateReason: 'played' };
    const body = new URLSearchParams({ ...alarm, Version: '2010-08-01' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await awsRequest(deployment, { service: 'monitoring', headers, body });

    await expect.poll(() => command('status'), FOLLOWED).toContain(`by alarm ${AlarmName} (played)`);
    expect(await command('status')).toContain('candidate  none');
    expect(await command('promote')).toContain('NoCandidate');
    const several = async () => {
      const versions = [];
      for (let sent = 0; sent < 6; sent += 1) versions.push(await versionOfNewOrder());
      return new Set(versions);
    };
    await expect.poll(several, FOLLOWED).toEqual(new Set([currentVersion]));
  });

  it('promotes a deployment to all new orders, however often it is asked', async () => {
    await deployVariant('canary');
    expect(await command('promote')).toMatch(/candidate {2}none\n(?:.*\n)*.* promoted /);
    expect((await command('promote')).match(/ promoted /g)).toHaveLength(1);
  });
}
