import * as z from 'zod';
import { awsRequest } from './aws-request.ts';
import type { DeployedClient } from './deployed-tenant.ts';
import type { Deployment } from './deployment.ts';

const clientSchema = z.object({ UserPoolClient: z.object({ ClientSecret: z.string() }) });
const tokenSchema = z.object({ access_token: z.string() });

/**
 * Requests a token like a client: reads the client's secret from the user pool, then uses client credentials.
 *
 * @param role of the client
 * @param scopes in the user pool's spelling, e.g. `orders/read`; default: all scopes of the client
 */
export async function accessToken(
  deployment: Deployment,
  role: DeployedClient,
  scopes: readonly string[] = [],
): Promise<string> {
  const { TokenUrl, UserPoolId, ...ids } = deployment.outputs;
  const ClientId = {
    channel: ids.ChannelClientId,
    callback: ids.CallbackClientId,
    operator: ids.OperatorClientId,
    privacy: ids.PrivacyClientId,
  }[role];
  const client = await awsRequest(deployment, {
    service: 'cognito-idp',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.DescribeUserPoolClient',
    },
    body: JSON.stringify({ UserPoolId, ClientId }),
  });
  const { ClientSecret } = clientSchema.parse(JSON.parse(client)).UserPoolClient;
  const reply = await fetch(new URL(new URL(TokenUrl).pathname, deployment.awsUrl), {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${ClientId}:${ClientSecret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    }),
  });
  if (!reply.ok) throw new Error(`Expected a token, found ${reply.status} ${await reply.text()}.`);
  return tokenSchema.parse(await reply.json()).access_token;
}
