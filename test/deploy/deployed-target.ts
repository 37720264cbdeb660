import { SFNClient } from '@aws-sdk/client-sfn';
import { scopesOf } from '../../blueprint/routes/define-route.ts';
import { ROUTES } from '../../blueprint/routes/routes.ts';
import { CLIENT_ROLES, type Scope } from '../../core/access.ts';
import { executionNameOf } from '../../core/order/order-ids.ts';
import { SCENARIO_TENANT, type ScenarioTarget } from '../e2e/scenario-target.ts';
import type { TestEffect } from '../helpers/start-test-system.ts';
import { accessToken } from './access-token.ts';
import { DEPLOYED_CLIENTS, type DeployedClient } from './deployed-tenant.ts';
import type { Deployment } from './deployment.ts';
import { sendRequest } from './send-request.ts';

/** Account id of the emulator. */
const ACCOUNT = '000000000000';
const JSON_BODY = { 'content-type': 'application/json' };

/** Creates the scenario target of the deployed stacks. */
export async function deployedTarget(deployment: Deployment): Promise<ScenarioTarget> {
  const { awsUrl, outputs, region, sandboxUrl } = deployment;
  const tokens = await tokensByRole(deployment);
  const [apiId] = new URL(outputs.ApiUrl).host.split('.');
  return {
    api: (method, path, body, headers = {}) =>
      sendRequest(new URL(path, awsUrl), {
        method,
        headers: { authorization: `Bearer ${tokens[roleFor(method, path)]}`, ...JSON_BODY, ...headers },
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
    async clearFaults() {
      await sendRequest(new URL('/__faults', sandboxUrl), { method: 'DELETE' });
    },
    effects: async () =>
      (await sendRequest(new URL('/__effects', sandboxUrl), { method: 'GET' })).body as readonly TestEffect[],
    async resetPartners() {
      await sendRequest(new URL('/__reset', sandboxUrl), { method: 'POST' });
    },
    // From the environment.
    aws: {},
    stepFunctions: new SFNClient({}),
    executionArn: (sequence, orderId, run) =>
      `arn:aws:states:${region}:${ACCOUNT}:execution:${SCENARIO_TENANT.tenant}-${sequence}:${executionNameOf(orderId, run)}`,
  };
}

async function tokensByRole(deployment: Deployment): Promise<Readonly<Record<DeployedClient, string>>> {
  const [channel, callback, operator, privacy] = await Promise.all([
    accessToken(deployment, 'channel'),
    accessToken(deployment, 'callback'),
    accessToken(deployment, 'operator'),
    accessToken(deployment, 'privacy'),
  ]);
  return { channel, callback, operator, privacy };
}

/** Returns the first role whose scopes allow a request, so that the scenarios show that the roles suffice. */
function roleFor(method: string, path: string): DeployedClient {
  const [pathname = ''] = path.split('?');
  const route = ROUTES.find(
    (candidate) =>
      candidate.method === method && new RegExp(`^${candidate.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  const allows = (role: DeployedClient): boolean => {
    const scopes: readonly Scope[] = CLIENT_ROLES[role].scopes;
    return route === undefined || route.scope === null || scopesOf(route).some((scope) => scopes.includes(scope));
  };
  return DEPLOYED_CLIENTS.find(allows) ?? 'channel';
}
