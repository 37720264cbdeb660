import { expectedRunSeconds } from '../core/sequence/expected-run-seconds.ts';
import type { Sequence } from '../core/sequence/sequence.ts';
import { UNDO_MACHINE } from '../core/sequence/service-machines.ts';
import type { FunctionSpec } from './functions/define-function.ts';
import { SWEEPER_FUNCTION } from './functions/function-ids.ts';
import type { StateMachineSpec } from './machines.ts';
import type {
  LogMetricName,
  MetricKey,
  SWEEPER_METRICS,
  WEBHOOK_BACKLOG_METRICS,
  WEBHOOK_SENDER_METRICS,
} from './metrics.ts';

/** The metric that an alarm watches. */
export type AlarmMetric =
  | { readonly of: 'log'; readonly measure: LogMetricName }
  | { readonly of: 'sweeper'; readonly measure: MetricKey<typeof SWEEPER_METRICS> }
  | {
      readonly of: 'webhook';
      readonly name: string;
      readonly measure: MetricKey<typeof WEBHOOK_SENDER_METRICS> | MetricKey<typeof WEBHOOK_BACKLOG_METRICS>;
    }
  | { readonly of: 'function'; readonly name: string; readonly measure: 'invocations' | 'errors' | 'throttles' }
  /** `failed`: executions that failed, timed out or were aborted. `failedPercent`: their share of those that ended. */
  | { readonly of: 'stateMachine'; readonly name: string; readonly measure: 'failed' | 'failedPercent' }
  | { readonly of: 'api'; readonly measure: 'serverErrors' }
  | { readonly of: 'table'; readonly measure: 'throttles' }
  | { readonly of: 'rules'; readonly measure: 'deadLetters' }
  /** The sum of metrics over 5 minutes, by the names that they have in the expression. */
  | { readonly of: 'sum'; readonly label: string; readonly terms: Readonly<Record<string, AlarmMetric>> };

/** An alarm. It goes into ALARM when the metric reaches the threshold. */
export interface AlarmSpec {
  readonly id: string;
  /** What the alarm watches. Absent if its id is unique without it. */
  readonly subject?: { readonly kind: 'sequence' | 'stateMachine' | 'function' | 'webhook'; readonly name: string };
  /** What happened and what to do: the text of the mail. */
  readonly description: string;
  readonly metric: AlarmMetric;
  readonly threshold: number;
  /** How many consecutive periods must breach. @default 1 */
  readonly periods?: number;
  /** Whether the alarm fires below the threshold instead. @default false */
  readonly below?: boolean;
  /** What a period without data means. @default 'notBreaching', since most metrics only count what happens */
  readonly missingData?: 'notBreaching' | 'ignore' | 'breaching';
}

/** The parts of a blueprint that alarms watch. */
export interface AlarmSubjects {
  readonly sequences: readonly Sequence[];
  readonly stateMachines: readonly StateMachineSpec[];
  readonly functions: readonly FunctionSpec[];
  /** Names of the enabled webhooks. */
  readonly webhooks: readonly string[];
}

/**
 * How long a delivery may wait. An hour includes at least four attempts, and outlasts problems that resolve themselves,
 * such as a deployment of the receiver.
 */
const DELIVERY_LATE_SECONDS = 3600;

/** Returns the alarms of a tenant, in the order of the dashboard. */
export function alarms({ sequences, stateMachines, functions, webhooks }: AlarmSubjects): readonly AlarmSpec[] {
  return [
    ...orderAlarms(expectedRunSeconds(sequences)),
    ...stateMachines.map(stateMachineAlarm),
    ...webhooks.flatMap(webhookAlarms),
    ...platformAlarms(),
    ...functions.filter(({ throwsOutcomes }) => !throwsOutcomes).map(errorsAlarm),
    ...functions.map(throttledAlarm),
  ];
}

/** @param lateSeconds how long a run may take */
function orderAlarms(lateSeconds: number): readonly AlarmSpec[] {
  return [
    {
      id: 'OrdersHeld',
      description: 'An order is held: the outcome of a critical step is unknown. Look at the order, then resume it.',
      metric: {
        of: 'sum',
        label: 'held',
        terms: {
          runs: { of: 'log', measure: 'OrdersHeld' },
          settled: { of: 'log', measure: 'SettledHeld' },
          swept: { of: 'sweeper', measure: 'held' },
        },
      },
      threshold: 1,
    },
    {
      id: 'OldestOrderLate',
      description:
        `A run has taken ${Math.ceil(lateSeconds / 3600)} hours or more. ` +
        "Find the order in the sweeper's log and check in its steps what it is waiting for. Fix that, answer its callback, or cancel the order.",
      metric: { of: 'sweeper', measure: 'oldestOrder' },
      threshold: lateSeconds,
      // The sweeper publishes it every minute, 0 included: no data means that the sweeper stopped, which has its own alarm.
      missingData: 'ignore',
    },
    {
      id: 'UndosFailed',
      description:
        "A step of a failed or cancelled order could not be undone. Find the step in the order.error event and undo it in the partner's system.",
      metric: { of: 'log', measure: 'UndosFailed' },
      threshold: 1,
    },
  ];
}

function stateMachineAlarm({ id: name, sequence }: StateMachineSpec): AlarmSpec {
  // A cancelled order is undone only once, so a single lost execution is one too many.
  if (name === UNDO_MACHINE)
    return {
      id: 'UndosLost',
      description:
        'The undo of a cancelled order failed as a whole or was stopped. Its input in the Step Functions console lists the steps: start it again with that input, or undo them by hand.',
      metric: { of: 'stateMachine', name, measure: 'failed' },
      threshold: 1,
    };
  const metric = { of: 'stateMachine', name, measure: 'failedPercent' } as const;
  return sequence === undefined
    ? {
        id: 'Failing',
        subject: { kind: 'stateMachine', name },
        description: `At least 10% of the executions of ${name} fail. Look at the failed ones in the Step Functions console.`,
        metric,
        threshold: 10,
      }
    : {
        id: 'OrdersFailing',
        subject: { kind: 'sequence', name },
        description: `At least 10% of the orders of sequence ${name} fail. Look at the failed executions of its state machine.`,
        metric,
        threshold: 10,
      };
}

/** Each webhook has its own alarms, so that one that is broken for days hides no other and the mail names it. */
function webhookAlarms(name: string): readonly AlarmSpec[] {
  const subject = { kind: 'webhook', name } as const;
  return [
    {
      id: 'WebhookGivenUp',
      subject,
      description:
        `Webhook ${name} did not receive an event: every attempt failed, or the webhook is disabled. ` +
        'See GET /webhooks and its failed deliveries for the reason. Fix it, enable the webhook if it is disabled, then recover it.',
      metric: { of: 'webhook', name, measure: 'givenUp' },
      threshold: 1,
    },
    {
      id: 'WebhookFailing',
      subject,
      description:
        `Webhook ${name} has not accepted an event for an hour. ` +
        'See its waiting deliveries for the reason and fix it. They are retried.',
      metric: { of: 'webhook', name, measure: 'oldestDelivery' },
      threshold: DELIVERY_LATE_SECONDS,
      // A recovery sends old events again: if the receiver accepts them, they do not wait for three periods.
      periods: 3,
    },
  ];
}

function platformAlarms(): readonly AlarmSpec[] {
  return [
    {
      id: 'EventsDropped',
      description:
        'EventBridge could not deliver some events. Look at the dead-letter queue, where they are kept for 14 days.',
      metric: { of: 'rules', measure: 'deadLetters' },
      threshold: 1,
    },
    {
      id: 'SweeperFindsWork',
      description:
        'Many orders were left unstarted, with unpublished events, or without a recorded end. Look for throttling and function errors.',
      metric: {
        of: 'sum',
        label: 'left behind',
        terms: {
          started: { of: 'sweeper', measure: 'started' },
          published: { of: 'sweeper', measure: 'published' },
          settled: { of: 'sweeper', measure: 'settled' },
        },
      },
      threshold: 10,
    },
    {
      id: 'SweeperTroubled',
      description: 'The sweeper cannot recover some orders. Find them and the reason in its log.',
      metric: { of: 'sweeper', measure: 'troubled' },
      threshold: 1,
      periods: 3,
    },
    {
      id: 'SweeperStopped',
      description: 'The sweeper has not run for 10 minutes. Look at its schedule.',
      metric: { of: 'function', name: SWEEPER_FUNCTION, measure: 'invocations' },
      threshold: 1,
      periods: 2,
      below: true,
      missingData: 'breaching',
    },
    {
      id: 'ApiFailing',
      description: 'The API is responding with 5xx. Look at the logs of the functions behind its routes.',
      metric: { of: 'api', measure: 'serverErrors' },
      threshold: 5,
    },
    {
      id: 'TableThrottled',
      description: 'DynamoDB is throttling requests. They are retried. If this persists, raise the quota of the table.',
      metric: { of: 'table', measure: 'throttles' },
      threshold: 1,
      periods: 2,
    },
  ];
}

function errorsAlarm({ id: name }: FunctionSpec): AlarmSpec {
  return {
    id: 'Errors',
    subject: { kind: 'function', name },
    description: `Function ${name} is failing. Look at its log.`,
    metric: { of: 'function', name, measure: 'errors' },
    threshold: 3,
  };
}

function throttledAlarm({ id: name }: FunctionSpec): AlarmSpec {
  return {
    id: 'Throttled',
    subject: { kind: 'function', name },
    description: `Function ${name} is being throttled: the account has no concurrency left. Raise the quota.`,
    metric: { of: 'function', name, measure: 'throttles' },
    threshold: 1,
    periods: 2,
  };
}
