import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { tenantNames } from '../../blueprint/names.ts';
import { expectedRunSeconds } from '../../core/sequence/expected-run-seconds.ts';
import { LogMetrics } from './log-metrics.ts';
import { OrderAlarms } from './order-alarms.ts';
import { OrderDashboard } from './order-dashboard.ts';
import type { OrderFunctions } from './order-functions.ts';
import {
  apiMetrics,
  functionMetrics,
  type OrderMetrics,
  stateMachineMetrics,
  tableThrottles,
} from './order-metrics.ts';
import type { OrderStateMachines } from './order-state-machines.ts';
import { sweeperMetrics, webhookMetrics } from './published-metrics.ts';

/** What the monitoring watches. */
export interface MonitoringProps {
  readonly blueprint: Blueprint;
  /** Names of the webhooks that are switched on. */
  readonly webhooks: readonly string[];
  readonly stage: HttpStage;
  readonly functions: OrderFunctions;
  readonly stateMachines: OrderStateMachines;
  /** Events whose execution could not be started. */
  readonly deadLetters: Queue;
}

/** Alarms and a dashboard over what the tenant's parts measure. */
export class Monitoring extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { blueprint, webhooks, stage, functions, stateMachines, deadLetters }: MonitoringProps,
  ) {
    super(scope, id);
    const names = tenantNames(blueprint.tenant);
    const logs = new LogMetrics(this, 'LogMetrics', {
      tenant: blueprint.tenant,
      logGroupOf: (functionId) => functions.logGroupOf(functionId),
    });
    const metrics: OrderMetrics = {
      api: apiMetrics(stage),
      tableThrottles: tableThrottles(names.table),
      ordersByType: logs.byOrderType,
      logs: logs.metrics,
      sweeper: sweeperMetrics(blueprint.tenant),
      webhooks: new Map(webhooks.map((name) => [name, webhookMetrics(blueprint.tenant, name)])),
      functions: new Map(blueprint.functions.map(({ id }) => [id, functionMetrics(functions.functionOf(id))])),
      sequences: new Map([...stateMachines.sequences].map(([name, machine]) => [name, stateMachineMetrics(machine)])),
      services: new Map([...stateMachines.services].map(([name, machine]) => [name, stateMachineMetrics(machine)])),
      deadLetters: deadLetters.metricApproximateNumberOfMessagesVisible(),
    };
    const { alarms } = new OrderAlarms(this, 'Alarms', {
      topicName: names.alarmTopic,
      metrics,
      expectedRunSeconds: expectedRunSeconds(blueprint.sequences),
    });
    new OrderDashboard(this, 'Dashboard', { dashboardName: names.dashboard, metrics, alarms });
  }
}
