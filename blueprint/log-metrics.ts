import {
  ERASURE_MACHINE,
  HEAL_MACHINE,
  JOB_MACHINE,
  PROBE_MACHINE,
  RELEASE_MACHINE,
  UNDO_MACHINE,
  WEBHOOK_DELIVERY,
} from '../core/sequence/service-machines.ts';
import { COMPLETE_ORDER_FUNCTION, EXECUTION_ENDED_FUNCTION, SWEEPER_FUNCTION } from './functions/function-ids.ts';
import { type MetricKey, SWEEPER_METRICS } from './metrics.ts';

/** Lines of a function's log that add to a metric. */
export interface LogMetricSource {
  /** The function that writes the line. */
  readonly function: string;
  /** The field of the JSON line to compare. */
  readonly field: string;
  /** The line counts if the field equals one of these. Absent: the field is a number, and is added. */
  readonly equals?: readonly string[];
}

/** A metric that counts lines of the logs of functions. Without lines it has no data, and costs nothing. */
export interface LogMetricSpec {
  /** All add to the same metric. */
  readonly sources: readonly [LogMetricSource, ...LogMetricSource[]];
  /** Whether the first source is also counted by order type, under the same name with the dimension `OrderType`. */
  readonly byOrderType?: true;
}

const runs = (field: string, ...equals: readonly string[]): LogMetricSource => ({
  function: COMPLETE_ORDER_FUNCTION,
  field,
  equals,
});
const executions = (field: string, ...equals: readonly string[]): LogMetricSource => ({
  function: EXECUTION_ENDED_FUNCTION,
  field,
  equals,
});
const sweeps = (key: MetricKey<typeof SWEEPER_METRICS>): LogMetricSource => ({
  function: SWEEPER_FUNCTION,
  field: SWEEPER_METRICS.metrics[key].name,
});

/** Metrics by their names, with the log lines that each counts. */
export const LOG_METRICS = {
  OrdersHeld: { sources: [runs('ended', 'held'), executions('settlement', 'held'), sweeps('held')] },
  UndosFailed: { sources: [runs('action', 'undo-failed')] },
  OrdersCompleted: { sources: [runs('ended', 'complete')], byOrderType: true },
  OrdersFailed: {
    sources: [runs('ended', 'failed', 'declined'), executions('settlement', 'failed')],
    byOrderType: true,
  },
  /** Failed orders that no partner declined. */
  OrdersBroken: { sources: [runs('ended', 'failed'), executions('settlement', 'failed')] },
  SettledHeld: { sources: [executions('settlement', 'held')] },
  SettledFailed: { sources: [executions('settlement', 'failed')] },
  /** Abnormal ends of executions that nothing starts again. */
  WorkLost: { sources: [executions('machine', UNDO_MACHINE, ERASURE_MACHINE, JOB_MACHINE)] },
  /** Abnormal ends of executions of the other service machines. */
  ServicesFailed: { sources: [executions('machine', HEAL_MACHINE, PROBE_MACHINE, RELEASE_MACHINE, WEBHOOK_DELIVERY)] },
  /** Orders that the sweeper found left behind. */
  SweeperFound: { sources: [sweeps('started'), sweeps('published'), sweeps('settled')] },
} as const satisfies Readonly<Record<string, LogMetricSpec>>;

/**
 * Metrics of the ends of runs that were given an edition as a candidate, which these lines name, by their names. The dimension `Edition` has it.
 * Only with `aws.canary`.
 */
export const CANDIDATE_METRICS = {
  CandidateFailed: [runs('ended', 'failed', 'declined', 'held'), executions('settlement', 'failed', 'held')],
  CandidateCompleted: [runs('ended', 'complete')],
} as const satisfies Readonly<Record<string, readonly LogMetricSource[]>>;

/** Name of a metric that counts log lines. */
export type LogMetricName = keyof typeof LOG_METRICS;

/** A metric that counts responses of the API in its access log. */
export interface AccessMetricSpec {
  readonly status: string;
  /** How many are refused in 5 minutes before somebody looks. */
  readonly limit: number;
}

/** Metrics that count responses of the API in its access log, by their names. */
export const ACCESS_METRICS = {
  RequestsUnauthorized: { status: '401', limit: 50 },
  RequestsForbidden: { status: '403', limit: 10 },
  RequestsThrottled: { status: '429', limit: 100 },
} as const satisfies Readonly<Record<string, AccessMetricSpec>>;

/** The metric to which all of {@link ACCESS_METRICS} add: each response its share of its limit, in percent. */
export const REFUSED_METRIC = 'RequestsRefused';

/** The metric that counts failed invocations of functions that work in the background. */
export const FUNCTION_ERRORS_METRIC = 'FunctionErrors';
