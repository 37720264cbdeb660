import type { DomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { Aws, CfnOutput } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { tenantNames } from '../../blueprint/names.ts';
import { SECRET_STORES, secretName, secretStoreOf, secretsToCreate } from '../../blueprint/secrets.ts';
import { pascalCase } from '../../core/names.ts';
import type { Identity } from './identity.ts';
import type { TokenAuthority } from './order-api.ts';

/** Properties of `StackOutputs`. */
export interface StackOutputsProps {
  readonly blueprint: Blueprint;
  readonly apiUrl: string;
  readonly consoleUrl: string;
  /** The API's own host name, if it has one. */
  readonly domain: DomainName | undefined;
  readonly authority: TokenAuthority;
  readonly identity: Identity | undefined;
  /** The client with which agents sign people in, if there is one. */
  readonly agentClientId: string | undefined;
}

/** The outputs that `cdk deploy` prints: where to send orders, how to get a token, and where to look. */
export class StackOutputs extends Construct {
  constructor(scope: Construct, id: string, props: StackOutputsProps) {
    super(scope, id);
    for (const [name, output] of Object.entries(outputsOf(props)))
      new CfnOutput(this, name, output).overrideLogicalId(name);
  }
}

/** The secrets of the clients are in the user pool only. */
function clientOutputs({ clientIds }: Identity): Readonly<Record<string, StackOutput>> {
  return Object.fromEntries(
    [...clientIds].map(([role, value]) => [
      `${pascalCase(role)}ClientId`,
      { description: `Client of the role ${role}; its secret is in the user pool`, value },
    ]),
  );
}

interface StackOutput {
  readonly description: string;
  readonly value: string;
}

function outputsOf({
  blueprint,
  apiUrl,
  consoleUrl,
  domain,
  authority,
  identity,
  agentClientId,
}: StackOutputsProps): Readonly<Record<string, StackOutput>> {
  const { functions, tenant } = blueprint;
  const names = tenantNames(tenant);
  const secrets = secretsToCreate(functions);
  const console = `https://${Aws.REGION}.console.aws.amazon.com`;
  return {
    ApiUrl: { description: 'Base URL of the API', value: apiUrl },
    ConsoleUrl: { description: 'The console, for people', value: consoleUrl },
    ...(domain !== undefined && {
      DomainTarget: {
        description: `What the DNS record of ${domain.name} points to: a CNAME, or an alias with DomainHostedZone`,
        value: domain.regionalDomainName,
      },
      DomainHostedZone: { description: 'The hosted zone of DomainTarget', value: domain.regionalHostedZoneId },
    }),
    TokenIssuer: { description: 'Issuer of the tokens that the API accepts', value: authority.issuer },
    ...(identity !== undefined && {
      TokenUrl: { description: 'Token endpoint for machines (client credentials)', value: identity.tokenUrl },
      UserPoolId: { description: 'The user pool that issues the tokens', value: identity.userPoolId },
      ...clientOutputs(identity),
    }),
    ...(agentClientId !== undefined && {
      AgentClientId: { description: 'The public client with which agents sign people in', value: agentClientId },
    }),
    ...(secrets.length > 0 && {
      SecretNames: {
        description: `Secrets that the functions read and an operator must create in ${SECRET_STORES[secretStoreOf(blueprint)].title}`,
        value: secrets.map((reference) => secretName(blueprint, reference)).join(', '),
      },
    }),
    ...(blueprint.aws.dashboard !== false && {
      Dashboard: {
        description: 'The dashboard of the tenant',
        value: `${console}/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${names.dashboard}`,
      },
    }),
    Executions: {
      description: `Executions of the orders; the state machine of a sequence is ${names.stateMachineOf('<sequence>')}`,
      value: `${console}/states/home?region=${Aws.REGION}#/statemachines`,
    },
  };
}
