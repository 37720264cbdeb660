import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { backgroundFunctions } from '../../blueprint/alarms/alarms.ts';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { tenantArns, tenantNames } from '../../blueprint/names.ts';
import { stackLocation } from '../stack-location.ts';
import { LogMetrics } from './log-metrics.ts';
import { OrderAlarms } from './order-alarms.ts';
import { OrderDashboard } from './order-dashboard.ts';
import type { OrderFunctions } from './order-functions.ts';
import {
  apiMetrics,
  candidateMetrics,
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
  /** Id of the edition that is deployed; empty without `aws.canary`. */
  readonly edition: string;
  readonly stage: HttpStage;
  readonly functions: OrderFunctions;
  /** By state machine id. */
  readonly stateMachines: ReadonlyMap<string, StateMachine>;
  /** Events that could not be delivered. */
  readonly deadLetters: Queue;
}

/** The alarms of the blueprint and, unless the tenant file has none, a dashboard. */
export class Monitoring extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { blueprint, edition, stage, functions, stateMachines, deadLetters }: MonitoringProps,
  ) {
    super(scope, id);
    const { tenant, alarms } = blueprint;
    const names = tenantNames(tenant);
    const logs = new LogMetrics(this, 'LogMetrics', {
      tenant,
      logGroupOf: (functionId) => functions.logGroupOf(functionId),
      backgroundFunctions: backgroundFunctions(blueprint).map(({ id: functionId }) => functionId),
      byEdition: blueprint.aws.canary !== undefined,
      accessLogs: LogGroup.fromLogGroupName(this, 'AccessLogs', names.accessLogs),
    });
    const metrics: OrderMetrics = {
      api: apiMetrics(stage),
      tableThrottles: tableThrottles(names.table),
      ordersByType: logs.byOrderType,
      candidate: edition === '' ? undefined : candidateMetrics(tenant, edition),
      logs: logs.metrics,
      refused: logs.refused,
      functionErrors: logs.functionErrors,
      sweeper: sweeperMetrics(tenant),
      webhooks: new Map(blueprint.webhooks.map((name) => [name, webhookMetrics(tenant, name)])),
      functions: new Map([
        ...blueprint.functions.map(({ id }) => [id, functionMetrics(functions.functionOf(id))] as const),
        // They are in the stack of the user pool.
        ...blueprint.identityFunctions.map(({ id: functionId }) => {
          const deployed = LambdaFunction.fromFunctionName(this, functionId, names.functionOf(functionId));
          return [functionId, functionMetrics(deployed)] as const;
        }),
      ]),
      stateMachines: new Map(
        [...stateMachines].map(([machineId, machine]) => [machineId, stateMachineMetrics(machine, machineId)]),
      ),
      deadLetters: deadLetters.metricApproximateNumberOfMessagesVisible(),
    };
    const orderAlarms = new OrderAlarms(this, 'Alarms', {
      alarms,
      edition,
      metrics,
      functionOf: (functionId) => functions.functionOf(functionId),
      topicArn: tenantArns(tenant, stackLocation(this)).alarmTopic,
    });
    if (blueprint.aws.dashboard !== false)
      new OrderDashboard(this, 'Dashboard', { dashboardName: names.dashboard, metrics, alarms: orderAlarms.alarms });
  }
}
