import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { tenantArns, tenantNames } from '../../blueprint/names.ts';
import { stackLocation } from '../stack-location.ts';
import { LogMetrics } from './log-metrics.ts';
import { OrderAlarms } from './order-alarms.ts';
import { OrderDashboard } from './order-dashboard.ts';
import type { OrderFunctions } from './order-functions.ts';
import {
  apiMetrics,
  functionMetrics,
  type OrderMetrics,
  stateMachineMetrics,
  sweeperMetrics,
  tableThrottles,
  webhookMetrics,
} from './order-metrics.ts';

/** Properties of `Monitoring`. */
export interface MonitoringProps {
  readonly blueprint: Blueprint;
  readonly stage: HttpStage;
  readonly functions: OrderFunctions;
  /** By state machine id. */
  readonly stateMachines: ReadonlyMap<string, StateMachine>;
  /** Events that could not be delivered. */
  readonly deadLetters: Queue;
}

/** The alarms of the blueprint and a dashboard. */
export class Monitoring extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { blueprint, stage, functions, stateMachines, deadLetters }: MonitoringProps,
  ) {
    super(scope, id);
    const { tenant, alarms } = blueprint;
    const names = tenantNames(tenant);
    const logs = new LogMetrics(this, 'LogMetrics', {
      tenant,
      logGroupOf: (functionId) => functions.logGroupOf(functionId),
    });
    const metrics: OrderMetrics = {
      api: apiMetrics(stage),
      tableThrottles: tableThrottles(names.table),
      ordersByType: logs.byOrderType,
      logs: logs.metrics,
      sweeper: sweeperMetrics(tenant),
      webhooks: new Map(blueprint.webhooks.map((name) => [name, webhookMetrics(tenant, name)])),
      functions: new Map(blueprint.functions.map((spec) => [spec.id, functionMetrics(functions.functionOf(spec.id))])),
      stateMachines: new Map(
        [...stateMachines].map(([machineId, machine]) => [machineId, stateMachineMetrics(machine)]),
      ),
      deadLetters: deadLetters.metricApproximateNumberOfMessagesVisible(),
    };
    const orderAlarms = new OrderAlarms(this, 'Alarms', {
      alarms,
      metrics,
      topicArn: tenantArns(tenant, stackLocation(this)).alarmTopic,
    });
    new OrderDashboard(this, 'Dashboard', { dashboardName: names.dashboard, metrics, alarms: orderAlarms.alarms });
  }
}
