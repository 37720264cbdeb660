// One deployment is played with, deployed over and destroyed, in this order.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SCENARIO_TENANT, type ScenarioTarget } from '../e2e/scenario-target.ts';
import { playScenarios } from '../e2e/scenarios.ts';
import { checkAccess } from './access.checks.ts';
import { deployedTarget } from './deployed-target.ts';
import { type Deployment, readDeployment } from './deployment.ts';
import { checkDestroy } from './destroy.checks.ts';
import { EMULATOR_DIFFERENCES } from './emulator-differences.ts';
import { checkSecondDeployment } from './second-deployment.checks.ts';

let deployment: Deployment;
let target: ScenarioTarget;

beforeAll(async () => {
  deployment = await readDeployment(SCENARIO_TENANT.tenant);
  target = await deployedTarget(deployment);
});
afterAll(() => target?.stepFunctions.destroy());

describe('the scenarios', () => {
  const open = new Set(EMULATOR_DIFFERENCES);
  beforeEach(({ task, skip }) => {
    const { name, suite } = task;
    const difference = EMULATOR_DIFFERENCES.find(({ scenario }) => scenario[0] === suite?.name && scenario[1] === name);
    if (difference === undefined) return;
    open.delete(difference);
    skip(difference.why);
  });
  playScenarios(() => target);

  it('include every one that is known to end in another way', () => {
    expect([...open].map(({ scenario }) => scenario)).toEqual([]);
  });
});

describe('the scenarios that end in another way on the emulator', () => {
  beforeEach(() => target.resetPartners());
  it.each(EMULATOR_DIFFERENCES)('$scenario.0: $instead', ({ play }) => play(target));
});

describe('the API', () => checkAccess(() => ({ deployment, target })));
describe('a second deployment', () => checkSecondDeployment(() => ({ deployment, target })));
describe('cdk destroy', () => checkDestroy(() => ({ deployment, target })));
