import type { IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';

/** One alarm: it goes off when the metric reaches the threshold. */
export interface AlarmSpec {
  readonly id: string;
  /** What happened and what to do; the text of the mail. */
  readonly description: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Periods in a row; default 1. */
  readonly periods?: number;
  /** true: goes off when the metric is below the threshold. */
  readonly below?: boolean;
  /** What silence of the metric means; default: all is well, since most of what is watched is counted when it happens. */
  readonly missing?: TreatMissingData;
}
