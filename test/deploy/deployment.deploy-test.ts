// One deployment is tested, updated and destroyed, in this order.
import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { runCallbackScenarios } from '../e2e/callback-scenarios.ts';
import { runErasureScenarios } from '../e2e/erasure-scenarios.ts';
import { runFlowScenarios } from '../e2e/flow-scenarios.ts';
import { runRecoveryScenarios } from '../e2e/recovery-scenarios.ts';
import { SCENARIO_TENANT, type ScenarioTarget } from '../e2e/scenario-target.ts';
import { runScenarios } from '../e2e/scenarios.ts';
import { checkAccess } from './access.checks.ts';
import { checkCanary } from './canary.checks.ts';
import { checkConsole } from './console.checks.ts';
import { deployedTarget } from './deployed-target.ts';
import { type Deployment, readDeployment } from './deployment.ts';
import { checkDestroy } from './destroy.checks.ts';
import { EMULATOR_DIFFERENCES } from './emulator-differences.ts';
import { checkRestore } from './restore.checks.ts';
import { checkSecondDeployment } from './second-deployment.checks.ts';
import { checkStages } from './stages.checks.ts';

let deployment: Deployment;
let target: ScenarioTarget;

beforeAll(async () => {
  deployment = await readDeployment(SCENARIO_TENANT.tenant);
  target = await deployedTarget(deployment);
});
afterAll(() => target?.stepFunctions.destroy());

describe('the scenarios', () => {
  runScenarios(() => target);
  runRecoveryScenarios(() => target);
  runCallbackScenarios(() => target);
  runFlowScenarios(() => target);
  runErasureScenarios(() => target);
});

describe('the emulator, unlike AWS', () => {
  beforeEach(() => target.resetPartners());
  for (const { instead, play } of EMULATOR_DIFFERENCES) it(instead, () => play(target));
});

describe('the API', () => checkAccess(() => ({ deployment, target })));
describe('the console', () => checkConsole(() => ({ deployment, target })));
describe('a restore', () => checkRestore(() => ({ deployment, target })));
describe('a second deployment', () => checkSecondDeployment(() => ({ deployment, target })));
describe('two stages of the tenant', () => checkStages(() => ({ deployment, target })));
describe('a canary', () => checkCanary(() => ({ deployment, target })));
describe('cdk destroy', () => checkDestroy(() => ({ deployment, target })));
