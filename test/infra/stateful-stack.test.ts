import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ORDER_TABLE } from '../../blueprint/table.ts';
import { CLIENT_ROLES, type ClientRole, SCOPES } from '../../core/access.ts';
import { synthTenant } from './synth-tenant.ts';
import { TENANT_FILE } from './tenant-fixture.ts';

const { stateful } = synthTenant();

describe('StatefulStack', () => {
  it('retains the order table under its logical id and name', () => {
    expect(stateful.toJSON().Resources.OrderTable).toMatchObject({
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        TableName: 'fixture-orders',
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        KeySchema: [
          { AttributeName: ORDER_TABLE.partitionKey, KeyType: 'HASH' },
          { AttributeName: ORDER_TABLE.sortKey, KeyType: 'RANGE' },
        ],
      },
    });
  });

  it('has the indexes of the blueprint, with keys only', () => {
    expect(stateful.toJSON().Resources.OrderTable.Properties.GlobalSecondaryIndexes).toEqual(
      ORDER_TABLE.indexes.map(({ name, partitionKey, sortKey }) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: partitionKey, KeyType: 'HASH' },
          { AttributeName: sortKey, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    );
  });

  it('retains the bus, the user pool and the logs of AWS services', () => {
    for (const type of ['AWS::Events::EventBus', 'AWS::Cognito::UserPool', 'AWS::Logs::LogGroup'])
      stateful.allResources(type, { DeletionPolicy: Match.stringLikeRegexp('^Retain') });
    stateful.hasResourceProperties('AWS::Events::EventBus', { Name: 'fixture-orders' });
    stateful.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/vendedlogs/states/fixture-orders',
      RetentionInDays: Match.anyValue(),
    });
  });

  it('has one client for each role of the tenant file, with the scopes of the role, and by default the channel only', () => {
    stateful.hasResourceProperties('AWS::Cognito::UserPoolResourceServer', {
      Identifier: 'orders',
      Scopes: SCOPES.map((scope) => ({ ScopeName: scope.split(':')[1], ScopeDescription: scope })),
    });
    const clientsOf = (template: Template) =>
      Object.values(template.findResources('AWS::Cognito::UserPoolClient')).map(
        ({ Properties }) => Properties as Readonly<Record<string, unknown>>,
      );
    expect(clientsOf(stateful).map(({ ClientName }) => ClientName)).toEqual(['channel']);
    const named = synthTenant({ ...TENANT_FILE, api: { clients: ['channel', 'operator'] } }).stateful;
    expect(clientsOf(named).map(({ ClientName }) => ClientName)).toEqual(['channel', 'operator']);
    for (const client of clientsOf(named)) {
      expect(client).toMatchObject({ GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'] });
      const scopes = JSON.stringify(client.AllowedOAuthScopes);
      expect([...scopes.matchAll(/"\/(\w+)"/g)].map(([, name]) => `orders:${name}`)).toEqual(
        CLIENT_ROLES[client.ClientName as ClientRole].scopes,
      );
    }
  });

  it('lets only alarms of its own account publish to the topic, and only over TLS', () => {
    stateful.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });
});
