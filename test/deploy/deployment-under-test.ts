import type { ScenarioTarget } from '../e2e/scenario-target.ts';
import type { Deployment } from './deployment.ts';

/** What the checks of a deployment need. */
export interface DeploymentUnderTest {
  readonly deployment: Deployment;
  readonly target: ScenarioTarget;
}
