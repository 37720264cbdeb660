import { type Alarm, AlarmStatusWidget, Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { OrderMetrics } from './order-metrics.ts';

/** Properties of `OrderDashboard`. */
export interface OrderDashboardProps {
  readonly dashboardName: string;
  readonly metrics: OrderMetrics;
  readonly alarms: readonly Alarm[];
}

/** The maximum of one widget. Source: Amazon CloudWatch API, dashboard body structure, alarm widget. */
const ALARMS_PER_WIDGET = 100;

/** A widget draws 500 metrics at most. Source: Amazon CloudWatch User Guide, "CloudWatch service quotas". */
const MACHINES_PER_WIDGET = 100;

/** The dashboard of a tenant: alarms, orders, webhooks, API, functions. */
export class OrderDashboard extends Construct {
  constructor(scope: Construct, id: string, { dashboardName, metrics, alarms }: OrderDashboardProps) {
    super(scope, id);
    const { api, functions, logs, ordersByType, stateMachines, sweeper, tableThrottles, webhooks } = metrics;
    const perFunction = (
      pick: (of: { errors: IMetric; throttles: IMetric; duration: IMetric }) => IMetric,
    ): IMetric[] => [...functions.values()].map(pick);
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName });
    for (let from = 0; from < alarms.length; from += ALARMS_PER_WIDGET) {
      const shown = alarms.slice(from, from + ALARMS_PER_WIDGET);
      dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: shown, width: 24 }));
    }
    dashboard.addWidgets(
      graph('Orders', [logs.OrdersCompleted, logs.OrdersFailed, logs.OrdersHeld]),
      graph('Swept up', [sweeper.started, sweeper.published, sweeper.settled, sweeper.held, sweeper.troubled]),
      graph('API', [api.requests, api.clientErrors, api.serverErrors]),
    );
    dashboard.addWidgets(
      graph('Orders by type', [...ordersByType]),
      graph('Age of the oldest run under way (s)', [sweeper.oldestOrder]),
      graph('Age of the oldest queued order (s)', [sweeper.oldestQueued]),
    );
    dashboard.addWidgets(
      graph('Parked orders', [sweeper.parked], 12),
      graph(
        'Age of the oldest parked order, and of the oldest open connection (s)',
        [sweeper.oldestParked, sweeper.connectionOpen],
        12,
      ),
    );
    const ofWebhooks = [...webhooks.values()];
    if (ofWebhooks.length > 0)
      dashboard.addWidgets(
        graph(
          'Tries of webhooks that failed',
          ofWebhooks.map(({ triesFailed }) => triesFailed),
        ),
        graph(
          'Webhook events given up, webhooks disabled',
          ofWebhooks.flatMap(({ givenUp, disabled }) => [givenUp, disabled]),
        ),
        graph(
          'Age of the oldest webhook event that waits (s)',
          ofWebhooks.map(({ oldestDelivery }) => oldestDelivery),
        ),
      );
    const machines = [...stateMachines.values()];
    for (let from = 0; from < machines.length; from += MACHINES_PER_WIDGET) {
      const shown = machines.slice(from, from + MACHINES_PER_WIDGET);
      dashboard.addWidgets(
        graph(
          'Executions that started',
          shown.map(({ started }) => started),
        ),
        graph(
          'Executions that failed',
          shown.map(({ failures }) => failures),
        ),
        graph(
          'Executions that were stopped or timed out',
          shown.flatMap(({ aborts, timeouts }) => [aborts, timeouts]),
        ),
      );
    }
    dashboard.addWidgets(
      graph('Latency of the API, p95 (ms)', [api.latency]),
      graph(
        'Duration of functions, p95 (ms)',
        perFunction(({ duration }) => duration),
      ),
      graph('Throttled', [tableThrottles, ...perFunction(({ throttles }) => throttles)]),
    );
    dashboard.addWidgets(
      graph(
        'Errors of functions',
        perFunction(({ errors }) => errors),
        24,
      ),
    );
  }
}

function graph(title: string, left: IMetric[], width = 8): GraphWidget {
  return new GraphWidget({ title, left, width });
}
