import { Aws } from 'aws-cdk-lib/core';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { tenantNames } from '../../blueprint/names.ts';
import type { TokenAuthority } from '../token-authority.ts';
import type { Identity } from './identity.ts';
import type { StackOutput } from './stack-outputs.ts';

/** What the outputs tell of. */
export interface OperatorOutputsContext {
  readonly blueprint: Blueprint;
  readonly apiUrl: string;
  readonly authority: TokenAuthority;
  readonly identity: Identity | undefined;
}

/** What an operator needs after a deployment: where to send orders, how to get a token, where to look. */
export function operatorOutputs({
  blueprint,
  apiUrl,
  authority,
  identity,
}: OperatorOutputsContext): Readonly<Record<string, StackOutput>> {
  const { functions, tenant } = blueprint;
  const names = tenantNames(tenant);
  const secrets = [...new Set(functions.flatMap((spec) => spec.secrets))].sort();
  const console = `https://${Aws.REGION}.console.aws.amazon.com`;
  return {
    ApiUrl: { description: 'Where orders are sent to', value: apiUrl },
    TokenIssuer: { description: 'Whose tokens the API takes', value: authority.issuer },
    ...(identity !== undefined && {
      TokenUrl: { description: 'Where a machine gets a token (client credentials)', value: identity.tokenUrl },
      UserPoolId: { description: 'The user pool that issues the tokens', value: identity.userPoolId },
      ClientId: { description: 'The machine client; its secret is in the user pool', value: identity.clientId },
    }),
    ...(secrets.length > 0 && {
      SecretNames: {
        description: 'Secrets that the plugins read and that an operator creates',
        value: secrets.map((reference) => `${names.secretsPrefix}${reference}`).join(', '),
      },
    }),
    Dashboard: {
      description: 'The tenant at a glance',
      value: `${console}/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${names.dashboard}`,
    },
    Executions: {
      description: `Executions of the orders; the state machine of a sequence is ${tenant}-<sequence>`,
      value: `${console}/states/home?region=${Aws.REGION}#/statemachines`,
    },
  };
}
