import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { tenantNames } from '../blueprint/names.ts';
import { type TargetReferences, tenantReferences } from '../blueprint/references.ts';
import { SEARCH_KEY_SECRET } from '../blueprint/search-key.ts';
import { DEFAULT_LOG_RETENTION_DAYS } from '../core/config/aws-config.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { Identity } from './constructs/identity.ts';
import { OrderEventBus } from './constructs/order-event-bus.ts';
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

  constructor(scope: Construct, id: string, { blueprint, bundleOf, ...props }: StatefulStackProps) {
    super(scope, id, props);
    const names = tenantNames(blueprint.tenant);
    new OrderTable(this, 'Orders', { tableName: names.table, spec: blueprint.table });
    new OrderEventBus(this, 'Events', { busName: names.bus });
    new VendedLogs(this, 'Logs', {
      logGroupNames: { Access: names.accessLogs, Executions: names.executionLogs },
      retentionDays: blueprint.aws.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
    });
    new SearchKey(this, 'Search', { secretName: `${names.secretsPrefix}${SEARCH_KEY_SECRET}` });
    new AlarmTopic(this, 'Alarms', { topicName: names.alarmTopic });
    const functions = new OrderFunctions(this, 'Functions', {
      blueprint,
      functions: blueprint.identityFunctions,
      // They run before anybody has a token, and need nothing of the tenant.
      references: tenantReferences(blueprint.tenant, stackLocation(this), NO_TARGET),
      bundleOf,
    });
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
