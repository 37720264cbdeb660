import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { tenantNames } from '../blueprint/names.ts';
import type { TenantConfig } from '../core/config/tenant-config.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { Identity } from './constructs/identity.ts';
import { OrderEventBus } from './constructs/order-event-bus.ts';
import { OrderTable } from './constructs/order-table.ts';
import { VendedLogs } from './constructs/vended-logs.ts';

/** What the stateful stack is made of. */
export interface StatefulStackProps extends StackProps {
  readonly blueprint: Blueprint;
  readonly config: TenantConfig;
}

/** What must survive every deployment: orders, bus, identities, logs of services, and who is told of alarms. */
export class StatefulStack extends Stack {
  /** Absent when the tenant's tokens come from an issuer of its own. */
  readonly identity: Identity | undefined;

  constructor(scope: Construct, id: string, { blueprint, config, ...props }: StatefulStackProps) {
    super(scope, id, props);
    const names = tenantNames(blueprint.tenant);
    new OrderTable(this, 'Orders', { tableName: names.table, spec: blueprint.table });
    new OrderEventBus(this, 'Events', { busName: names.bus });
    new VendedLogs(this, 'Logs', { logGroupNames: { Access: names.accessLogs, Executions: names.executionLogs } });
    new AlarmTopic(this, 'Alarms', { topicName: names.alarmTopic });
    this.identity =
      config.api.auth === undefined
        ? new Identity(this, 'Identity', { userPoolName: names.userPool, tenant: blueprint.tenant })
        : undefined;
  }
}
