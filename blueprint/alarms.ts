import { ORDER_TYPES, type OrderType } from '../core/order/order-types.ts';
import { expectedRunSeconds } from '../core/sequence/expected-run-seconds.ts';
import type { Sequence } from '../core/sequence/sequence.ts';
import { JOB_MACHINE, UNDO_MACHINE } from '../core/sequence/service-machines.ts';
import type { FunctionSpec } from './functions/define-function.ts';
import { SWEEPER_FUNCTION } from './functions/function-ids.ts';
import type { StateMachineSpec } from './machines.ts';
import type {
  AccessMetricName,
  LogMetricName,
  MetricKey,
  SWEEPER_METRICS,
  WEBHOOK_BACKLOG_METRICS,
  WEBHOOK_SENDER_METRICS,
} from './metrics.ts';
import type { RouteSpec } from './routes/define-route.ts';

/** The metric that an alarm watches. */
export type AlarmMetric =
  | { readonly of: 'log'; readonly measure: LogMetricName }
  | { readonly of: 'access'; readonly measure: AccessMetricName }
  | { readonly of: 'sweeper'; readonly measure: MetricKey<typeof SWEEPER_METRICS> }
  | {
      readonly of: 'webhook';
      readonly name: string;
      readonly measure: MetricKey<typeof WEBHOOK_SENDER_METRICS> | MetricKey<typeof WEBHOOK_BACKLOG_METRICS>;
    }
  | { readonly of: 'function'; readonly name: string; readonly measure: 'invocations' | 'errors' | 'throttles' }
  /** `failed`: executions that failed, timed out or were aborted. `failedPercent`: their share of those that ended. */
  | { readonly of: 'stateMachine'; readonly name: string; readonly measure: 'failed' | 'failedPercent' }
  /** The share of the orders of a type that failed. */
  | { readonly of: 'orderType'; readonly name: OrderType; readonly measure: 'failedPercent' }
  | { readonly of: 'api'; readonly measure: 'serverErrors' }
  | { readonly of: 'table'; readonly measure: 'throttles' }
  | { readonly of: 'rules'; readonly measure: 'deadLetters' }
  /** The sum of metrics over 5 minutes, by the names that they have in the expression. */
  | { readonly of: 'sum'; readonly label: string; readonly terms: Readonly<Record<string, AlarmMetric>> };

/** An alarm. It goes into ALARM when the metric reaches the threshold. */
export interface AlarmSpec {
  readonly id: string;
  /** What the alarm watches. Absent if its id is unique without it. */
  readonly subject?: {
    readonly kind: 'sequence' | 'orderType' | 'stateMachine' | 'function' | 'webhook';
    readonly name: string;
  };
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
  /** Those that the user pool invokes. */
  readonly identityFunctions: readonly FunctionSpec[];
  readonly routes: readonly Pick<RouteSpec, 'function'>[];
  /** Names of the enabled webhooks. */
  readonly webhooks: readonly string[];
}

/**
 * How long a delivery may wait. An hour includes at least four attempts, and outlasts problems that resolve themselves,
 * such as a deployment of the receiver.
 */
const DELIVERY_LATE_SECONDS = 3600;

/** How long a connection may be open before somebody looks: most outages are shorter. */
const CONNECTION_OPEN_SECONDS = 15 * 60;

/** The part of its patience after which a parked order is late: the rest is left to help. */
const LATE_PART_OF_PATIENCE = 0.5;

/** How long an order may wait for another one of its subscription. One that is held has its own alarm. */
const QUEUED_LATE_SECONDS = 4 * 3600;

/** Executions that failed, timed out, were aborted and succeeded. */
const METRICS_OF_SEQUENCE = 4;

/** Orders that failed and completed. */
const METRICS_OF_ORDER_TYPE = 2;

/** Returns the alarms of a tenant, in the order of the dashboard. */
export function alarms(subjects: AlarmSubjects): readonly AlarmSpec[] {
  const { sequences, stateMachines, functions, identityFunctions, routes, webhooks } = subjects;
  const behindRoutes = new Set(routes.map((route) => route.function));
  // What fails behind a route, ApiFailing counts. What throws outcomes is called by state machines, which have alarms.
  const unseen = functions.filter(({ id, throwsOutcomes }) => !behindRoutes.has(id) && !throwsOutcomes);
  return [
    ...orderAlarms(expectedRunSeconds(sequences)),
    ...connectionAlarms(sequences),
    ...failingOrdersAlarms(sequences),
    ...stateMachines.filter(({ sequence }) => sequence === undefined).map(serviceMachineAlarm),
    ...webhooks.flatMap(webhookAlarms),
    ...accessAlarms(),
    ...platformAlarms(),
    ...unseen.map(errorsAlarm),
    ...identityFunctions.map(signInAlarm),
    ...[...unseen, ...identityFunctions].map(throttledAlarm),
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
      id: 'QueuedOrdersLate',
      description:
        'An order has waited for another order of its subscription, or of its customer, for 4 hours or more. See GET /orders?queued=true; GET /orders/{id} names the order ahead. Recover that one, or let the others pass with POST /orders/{id}/yield.',
      metric: { of: 'sweeper', measure: 'oldestQueued' },
      threshold: QUEUED_LATE_SECONDS,
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

/** None for a tenant without patience: its orders fail, which has its own alarm. */
function connectionAlarms(sequences: readonly Sequence[]): readonly AlarmSpec[] {
  const patience = sequences.flatMap(({ steps }) => steps.flatMap((step) => step.patience?.seconds ?? []));
  if (patience.length === 0) return [];
  return [
    {
      id: 'ConnectionOpen',
      description:
        'A partner has been unavailable for 15 minutes, and orders wait for it. GET /connections says which, and how many. Ask the partner; the orders continue by themselves when it answers.',
      metric: { of: 'sweeper', measure: 'connectionOpen' },
      threshold: CONNECTION_OPEN_SECONDS,
    },
    {
      id: 'ParkedOrdersLate',
      description:
        'An order has waited for a partner for half of its patience. When the patience ends, its step fails. See GET /orders?parked=true. Raise the patience for new orders, skip or complete the step, or cancel the order.',
      metric: { of: 'sweeper', measure: 'oldestParked' },
      threshold: Math.ceil(Math.min(...patience) * LATE_PART_OF_PATIENCE),
    },
  ];
}

/**
 * One alarm for each sequence, or for each order type if these read fewer metrics: alarms are paid by the metrics that they read, and
 * a tenant may have hundreds of sequences.
 */
function failingOrdersAlarms(sequences: readonly Sequence[]): readonly AlarmSpec[] {
  const alarm = { id: 'OrdersFailing', threshold: 10 };
  if (sequences.length * METRICS_OF_SEQUENCE <= ORDER_TYPES.length * METRICS_OF_ORDER_TYPE)
    return sequences.map(({ name }) => ({
      ...alarm,
      subject: { kind: 'sequence', name },
      description: `At least 10% of the orders of sequence ${name} fail. Look at the failed executions of its state machine.`,
      metric: { of: 'stateMachine', name, measure: 'failedPercent' },
    }));
  return ORDER_TYPES.map((name) => ({
    ...alarm,
    subject: { kind: 'orderType', name },
    description: `At least 10% of the orders of type ${name} fail. See GET /orders/groups?by=step,code&order_type=${name}.`,
    metric: { of: 'orderType', name, measure: 'failedPercent' },
  }));
}

function serviceMachineAlarm({ id: name }: StateMachineSpec): AlarmSpec {
  // A cancelled order is undone only once, so a single lost execution is one too many.
  if (name === UNDO_MACHINE)
    return {
      id: 'UndosLost',
      description:
        'The undo of a cancelled order failed as a whole or was stopped. Its input in the Step Functions console lists the steps: start it again with that input, or undo them by hand.',
      metric: { of: 'stateMachine', name, measure: 'failed' },
      threshold: 1,
    };
  // Nothing starts a job again by itself.
  if (name === JOB_MACHINE)
    return {
      id: 'JobsLost',
      description:
        'The job of a proposal failed or was stopped in the Step Functions console. No order was acted on twice. Find the cause in the log of run-proposals, then send POST /proposals/{id}/execute again: the job goes on where it stopped.',
      metric: { of: 'stateMachine', name, measure: 'failed' },
      threshold: 1,
    };
  return {
    id: 'Failing',
    subject: { kind: 'stateMachine', name },
    description: `At least 10% of the executions of ${name} fail. Look at the failed ones in the Step Functions console.`,
    metric: { of: 'stateMachine', name, measure: 'failedPercent' },
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

/** Clients whose token has just expired cause a few. */
function accessAlarms(): readonly AlarmSpec[] {
  return [
    {
      id: 'RequestsUnauthorized',
      description:
        'The API refused 50 requests or more in 5 minutes for want of a valid token. Find sourceIp and client in the access log: a client with an old secret, or somebody who tries tokens.',
      metric: { of: 'access', measure: 'RequestsUnauthorized' },
      threshold: 50,
    },
    {
      id: 'RequestsForbidden',
      description:
        'The API refused 10 requests or more in 5 minutes whose token lacks the scope. Find client and subject in the access log. If it is not a mistake in a new client, change its secret.',
      metric: { of: 'access', measure: 'RequestsForbidden' },
      threshold: 10,
    },
    {
      id: 'RequestsThrottled',
      description:
        'The API refused 100 requests or more in 5 minutes because there were too many. Find client and sourceIp in the access log. Slow that client down, or raise the limit.',
      metric: { of: 'access', measure: 'RequestsThrottled' },
      threshold: 100,
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

/** Few people sign in, so each failure counts. */
function signInAlarm({ id: name }: FunctionSpec): AlarmSpec {
  return {
    id: 'Errors',
    subject: { kind: 'function', name },
    description: `Function ${name} is failing: the user pool issues no tokens for people, so nobody can sign in to the console. Look at its log.`,
    metric: { of: 'function', name, measure: 'errors' },
    threshold: 1,
  };
}

function throttledAlarm({ id: name }: FunctionSpec): AlarmSpec {
  return {
    id: 'Throttled',
    subject: { kind: 'function', name },
    description: `Function ${name} is being throttled: the account, or what is reserved for the function, has no concurrency left. Raise the quota or concurrency.reserved.`,
    metric: { of: 'function', name, measure: 'throttles' },
    threshold: 1,
    periods: 2,
  };
}
