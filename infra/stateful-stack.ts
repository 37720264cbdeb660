import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { tenantNames } from '../blueprint/names.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { Identity } from './constructs/identity.ts';
import { OrderEventBus } from './constructs/order-event-bus.ts';
import { OrderTable } from './constructs/order-table.ts';
import { VendedLogs } from './constructs/vended-logs.ts';

/** Properties of `StatefulStack`. */
export interface StatefulStackProps extends StackProps {
  readonly blueprint: Blueprint;
}

/** Everything that must survive: orders, bus, user pool, logs of AWS services, and the alarm topic. */
export class StatefulStack extends Stack {
  /** Absent if the tenant file names an issuer. */
  readonly identity: Identity | undefined;

  constructor(scope: Construct, id: string, { blueprint, ...props }: StatefulStackProps) {
    super(scope, id, props);
    const names = tenantNames(blueprint.tenant);
    new OrderTable(this, 'Orders', { tableName: names.table, spec: blueprint.table });
    new OrderEventBus(this, 'Events', { busName: names.bus });
    new VendedLogs(this, 'Logs', { logGroupNames: { Access: names.accessLogs, Executions: names.executionLogs } });
    new AlarmTopic(this, 'Alarms', { topicName: names.alarmTopic });
    this.identity =
      blueprint.auth === undefined
        ? new Identity(this, 'Identity', { userPoolName: names.userPool, tenant: blueprint.tenant })
        : undefined;
  }
}
