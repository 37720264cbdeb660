import { SFNClient } from '@aws-sdk/client-sfn';
import { executionNameOf } from '../../core/order/order-ids.ts';
import { SCENARIO_TENANT, type ScenarioTarget } from '../e2e/scenario-target.ts';
import type { TestEffect } from '../helpers/start-test-system.ts';
import { accessToken } from './access-token.ts';
import type { Deployment } from './deployment.ts';
import { sendRequest } from './send-request.ts';

/** Account id of the emulator. */
const ACCOUNT = '000000000000';
const JSON_BODY = { 'content-type': 'application/json' };

/** Creates the scenario target of the deployed stacks. */
export async function deployedTarget(deployment: Deployment): Promise<ScenarioTarget> {
  const { awsUrl, outputs, region, sandboxUrl } = deployment;
  const token = await accessToken(deployment);
  const [apiId] = new URL(outputs.ApiUrl).host.split('.');
  return {
    api: (method, path, body, headers = {}) =>
      sendRequest(new URL(path, awsUrl), {
        method,
        headers: { authorization: `Bearer ${token}`, ...JSON_BODY, ...headers },
        // Host name of the API on the emulator.
        host: `${apiId}.execute-api.localhost`,
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    async faults(...faults) {
      for (const fault of faults) {
        const url = new URL('/__faults', sandboxUrl);
        const { status, body } = await sendRequest(url, {
          method: 'POST',
          headers: JSON_BODY,
          body: JSON.stringify(fault),
        });
        if (status >= 300) throw new Error(`The sandbox rejected a fault: ${JSON.stringify(body)}`);
      }
    },
    effects: async () =>
      (await sendRequest(new URL('/__effects', sandboxUrl), { method: 'GET' })).body as readonly TestEffect[],
    async resetPartners() {
      await sendRequest(new URL('/__reset', sandboxUrl), { method: 'POST' });
    },
    stepFunctions: new SFNClient({}),
    executionArn: (sequence, orderId, run) =>
      `arn:aws:states:${region}:${ACCOUNT}:execution:${SCENARIO_TENANT.tenant}-${sequence}:${executionNameOf(orderId, run)}`,
  };
}
