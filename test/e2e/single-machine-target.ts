import { SFNClient } from '@aws-sdk/client-sfn';
import { executionNameOf } from '../../core/order/order-ids.ts';
import type { TestSystem } from '../helpers/start-test-system.ts';
import { SCENARIO_TENANT, type ScenarioTarget } from './scenario-target.ts';

/** Creates the scenario target of a single machine. Destroy its `stepFunctions` with it. */
export function singleMachineTarget(system: TestSystem): ScenarioTarget {
  const aws = { endpoint: system.runtime.awsUrl, region: 'eu-west-1', credentials: system.runtime.awsAccessKey };
  return {
    api: system.api,
    faults: system.faults,
    async clearFaults() {
      await fetch(`${system.sandbox.url}/__faults`, { method: 'DELETE' });
    },
    effects: system.effects,
    async resetPartners() {
      await fetch(`${system.sandbox.url}/__reset`, { method: 'POST' });
    },
    aws,
    stepFunctions: new SFNClient(aws),
    executionArn: (sequence, orderId, run) =>
      `arn:aws:states:eu-west-1:000000000000:execution:${SCENARIO_TENANT.tenant}-${sequence}:${executionNameOf(orderId, run)}`,
  };
}
