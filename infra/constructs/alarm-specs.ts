import { type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { WEBHOOK_SENDER_FUNCTION } from '../../blueprint/rules.ts';
import { pascalCase } from '../../core/names.ts';
import { UNDO_MACHINE } from '../../core/sequence/service-machines.ts';
import { sequenceLogicalId } from '../sequence-logical-id.ts';
import type { AlarmSpec } from './alarm-spec.ts';
import type { OrderMetrics } from './order-metrics.ts';
import { webhookAlarmSpecs } from './webhook-alarm-specs.ts';

// A plugin's function ends in an error whenever a partner says no, and the sender of webhooks whenever a receiver does:
// such errors are no fault of the system.
const failsByDesign = (functionId: string): boolean =>
  functionId.startsWith('plugin-') || functionId === WEBHOOK_SENDER_FUNCTION;

/**
 * What a person has to know at once.
 *
 * @param expectedRunSeconds after how many seconds a run is late
 */
export function alarmSpecs(metrics: OrderMetrics, expectedRunSeconds: number): readonly AlarmSpec[] {
  const { api, deadLetters, functions, logs, sequences, services, sweeper, tableThrottles, webhooks } = metrics;
  const sweeperFunction = functions.get('sweeper');
  return [
    {
      id: 'OrdersHeld',
      description: 'An order is held: the outcome of a critical step is not known. Look at the order, then resume it.',
      metric: new MathExpression({
        expression: 'FILL(runs, 0) + FILL(settled, 0) + FILL(swept, 0)',
        usingMetrics: { runs: logs.OrdersHeld, settled: logs.SettledHeld, swept: sweeper.held },
        label: 'held',
        period: Duration.minutes(5),
      }),
      threshold: 1,
    },
    {
      id: 'OldestOrderLate',
      description:
        `An order has been under way for ${Math.ceil(expectedRunSeconds / 3600)} hours or more. ` +
        'The log of the sweeper names it, its steps say what it waits for. Repair that, answer its callback, or cancel it.',
      metric: sweeper.oldestOrder,
      threshold: expectedRunSeconds,
      // Published every minute, 0 too: silence says that the sweeper stopped, and nothing of the orders.
      missing: TreatMissingData.IGNORE,
    },
    {
      id: 'UndosFailed',
      description:
        "A step of a failed or cancelled order could not be undone. Its order.error event names it; undo it in the partner's system.",
      metric: logs.UndosFailed,
      threshold: 1,
    },
    ...[...sequences].map(([name, { failedPercent }]) => ({
      id: `OrdersFailing${sequenceLogicalId(name)}`,
      description: `A tenth of the orders of sequence ${name} fail. Look at the failed executions of its state machine.`,
      metric: failedPercent,
      threshold: 10,
    })),
    ...[...services].map(([name, { failed, failedPercent }]) =>
      name === UNDO_MACHINE
        ? undosLost(failed)
        : {
            id: `Failing${pascalCase(name)}`,
            description: `A tenth of the executions of ${name} fail. Look at the failed ones in the Step Functions console.`,
            metric: failedPercent,
            threshold: 10,
          },
    ),
    ...webhookAlarmSpecs(webhooks),
    {
      id: 'EventsDropped',
      description: 'EventBridge could not start executions for some events. They wait in the dead-letter queue.',
      metric: deadLetters,
      threshold: 1,
    },
    {
      id: 'SweeperFindsWork',
      description:
        'Orders are left unstarted, their events unpublished or their end unwritten. Look for throttling and for function errors.',
      metric: new MathExpression({
        expression: 'FILL(started, 0) + FILL(published, 0) + FILL(settled, 0)',
        usingMetrics: { started: sweeper.started, published: sweeper.published, settled: sweeper.settled },
        label: 'left behind',
        period: Duration.minutes(5),
      }),
      threshold: 10,
    },
    {
      id: 'SweeperTroubled',
      description: 'The sweeper cannot help some orders. Its log names them and says why.',
      metric: sweeper.troubled,
      threshold: 1,
      periods: 3,
    },
    ...(sweeperFunction === undefined
      ? []
      : [
          {
            id: 'SweeperStopped',
            description: 'The sweeper has not run for 10 minutes. Look at its schedule.',
            metric: sweeperFunction.invocations,
            threshold: 1,
            periods: 2,
            below: true,
            missing: TreatMissingData.BREACHING,
          },
        ]),
    {
      id: 'ApiFailing',
      description: 'The API answers with 5xx. Look at the logs of the functions behind the routes.',
      metric: api.serverErrors,
      threshold: 5,
    },
    {
      id: 'TableThrottled',
      description: 'DynamoDB turns requests down. Calls are tried again; if it stays, raise the quota of the table.',
      metric: tableThrottles,
      threshold: 1,
      periods: 2,
    },
    ...[...functions]
      .filter(([functionId]) => !failsByDesign(functionId))
      .map(([functionId, { errors }]) => ({
        id: `Errors${pascalCase(functionId)}`,
        description: `Function ${functionId} fails. Its log says why.`,
        metric: errors,
        threshold: 3,
      })),
    ...[...functions].map(([functionId, { throttles }]) => ({
      id: `Throttled${pascalCase(functionId)}`,
      description: `Function ${functionId} is throttled: the account's concurrency is used up. Raise the quota.`,
      metric: throttles,
      threshold: 1,
      periods: 2,
    })),
  ];
}

/** Nothing undoes a cancelled order a second time, so one execution that did not get to its end is one too many. */
function undosLost(failed: IMetric): AlarmSpec {
  return {
    id: 'UndosLost',
    description:
      'The undo of a cancelled order was stopped, or failed as a whole. Its input in the Step Functions console names the steps that are left: start it again with that input, or undo them by hand.',
    metric: failed,
    threshold: 1,
  };
}
