import type { LogMetricName } from '../log-metrics.ts';
import type { MetricKey, SWEEPER_METRICS, WEBHOOK_BACKLOG_METRICS, WEBHOOK_SENDER_METRICS } from '../metrics.ts';

/** The metric that an alarm watches. */
export type AlarmMetric =
  | {
      readonly of: 'log';
      readonly measure: LogMetricName;
      /** Minutes of a period. @default 5 */
      readonly minutes?: 15;
    }
  /** The share of the orders of the tenant that failed. */
  | { readonly of: 'orders'; readonly measure: 'failedPercent' }
  /** How much of what is normal the API refused: the limit of each status of `ACCESS_METRICS` is 100. */
  | { readonly of: 'access'; readonly measure: 'refusedPercent' }
  | { readonly of: 'sweeper'; readonly measure: MetricKey<typeof SWEEPER_METRICS> }
  | {
      readonly of: 'webhook';
      readonly name: string;
      readonly measure: MetricKey<typeof WEBHOOK_SENDER_METRICS> | MetricKey<typeof WEBHOOK_BACKLOG_METRICS>;
    }
  | { readonly of: 'function'; readonly name: string; readonly measure: 'invocations' | 'errors' | 'throttles' }
  | { readonly of: 'functions'; readonly measure: 'errors' }
  /** The share of the runs of the candidate, the edition that a share of new orders gets, that failed or were held. */
  | { readonly of: 'candidate'; readonly measure: 'failedPercent' }
  | { readonly of: 'api'; readonly measure: 'serverErrors' }
  | { readonly of: 'table'; readonly measure: 'throttles' }
  | { readonly of: 'rules'; readonly measure: 'deadLetters' };

/** Stands in the text of an alarm for the id of the edition that is deployed with it. */
export const DEPLOYED_EDITION = '{edition}';

/** An alarm. It goes into ALARM when the metric reaches the threshold. */
export interface AlarmSpec {
  readonly id: string;
  /** What the alarm watches. Absent if its id is unique without it. */
  readonly subject?: {
    readonly kind: 'function' | 'webhook';
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
  /** Id of a function that the alarm invokes when it fires. @default none */
  readonly invokes?: string;
}
