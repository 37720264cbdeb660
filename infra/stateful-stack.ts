import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { tenantNames } from '../blueprint/names.ts';
import { type TargetReferences, tenantReferences } from '../blueprint/references.ts';
import { DEFAULT_LOG_RETENTION_DAYS } from '../core/config/aws-config.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { Identity } from './constructs/identity.ts';
import { OrderEventBus } from './constructs/order-event-bus.ts';
import type { OrderFunction } from './constructs/order-function.ts';
import { OrderFunctions } from './constructs/order-functions.ts';
import { OrderTable } from './constructs/order-table.ts';
import { SearchKey } from './constructs/search-key.ts';
import { VendedLogs } from './constructs/vended-logs.ts';
import { stackLocation } from './stack-location.ts';

/** Properties of `StatefulStack`. */
export interface StatefulStackProps extends StackProps {
  readonly blueprint: Blueprint;
  /** Returns the folder of a function's bundle. */
  bundleOf(functionId: string): string;
}

const NO_TARGET: TargetReferences = {
  apiUrl: '',
  configFile: '',
  consoleFiles: '',
  consoleSettings: '',
  agentSignIn: '',
  deployment: '',
  edition: '',
};

/** Everything that must survive: orders, bus, user pool, logs of AWS services, and the alarm topic. */
export class StatefulStack extends Stack {
  /** Absent if the tenant file names an issuer. */
  readonly identity: Identity | undefined;
  /** The order table. */
  readonly table: Table;
  /** The secret that the stack makes: the key of the search index. */
  readonly searchKey: Secret;
  /** The log groups of the API and the state machines. */
  readonly serviceLogs: readonly LogGroup[];
  /** The functions of the user pool; none if the tenant file names an issuer. */
  readonly functions: readonly OrderFunction[];

  constructor(scope: Construct, id: string, { blueprint, bundleOf, ...props }: StatefulStackProps) {
    super(scope, id, props);
    const names = tenantNames(blueprint.tenant);
    this.table = new OrderTable(this, 'Orders', { tableName: names.table, spec: blueprint.table }).table;
    new OrderEventBus(this, 'Events', { busName: names.bus });
    this.serviceLogs = new VendedLogs(this, 'Logs', {
      logGroupNames: { Access: names.accessLogs, Executions: names.executionLogs },
      retentionDays: blueprint.aws.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
    }).logGroups;
    this.searchKey = new SearchKey(this, 'Search', { secretName: names.searchKey }).secret;
    new AlarmTopic(this, 'Alarms', { topicName: names.alarmTopic });
    const functions = new OrderFunctions(this, 'Functions', {
      blueprint,
      functions: blueprint.identityFunctions,
      // They run before anybody has a token, and need nothing of the tenant.
      references: tenantReferences(blueprint, stackLocation(this), NO_TARGET),
      bundleOf,
    });
    this.functions = functions.all;
    this.identity =
      blueprint.auth === undefined
        ? new Identity(this, 'Identity', {
            userPoolName: names.userPool,
            tenant: blueprint.tenant,
            clients: blueprint.clients,
            functionOf: (functionId) => functions.functionOf(functionId),
          })
        : undefined;
  }
}
