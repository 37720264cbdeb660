import { afterAll, beforeAll } from 'vitest';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { runErasureScenarios } from './erasure-scenarios.ts';
import { runFlowScenarios } from './flow-scenarios.ts';
import { SCENARIO_TENANT, type ScenarioTarget } from './scenario-target.ts';
import { singleMachineTarget } from './single-machine-target.ts';

let system: TestSystem;
let target: ScenarioTarget;
beforeAll(async () => {
  system = await startTestSystem({ tenant: SCENARIO_TENANT, timeScale: 4 });
  target = singleMachineTarget(system);
});
afterAll(async () => {
  target.stepFunctions.destroy();
  await system.close();
});

runFlowScenarios(() => target);
runErasureScenarios(() => target);
