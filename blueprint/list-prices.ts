/**
 * List prices in US dollars, us-east-1, without free tiers.
 *
 * Sources: the AWS pricing pages of Step Functions (Standard workflows), Lambda (arm64), DynamoDB (on-demand, Standard table class,
 * continuous backups), API Gateway (HTTP API), EventBridge (custom events, Scheduler), CloudWatch, Secrets Manager and Cognito, as of
 * November 2026.
 */
export const LIST_PRICES = {
  stateTransition: 25 / 1_000_000,
  lambdaRequest: 0.2 / 1_000_000,
  lambdaGbSecond: 0.0000133334,
  writeUnit: 0.625 / 1_000_000,
  readUnit: 0.125 / 1_000_000,
  apiRequest: 1 / 1_000_000,
  event: 1 / 1_000_000,
  logGb: 0.5,
  tableGbMonth: 0.25,
  backupGbMonth: 0.2,
  scheduledInvocation: 1 / 1_000_000,
  /** A month, for each metric that an alarm reads. */
  alarmMetric: 0.1,
  /** A month, in proportion to the hours with values. */
  metric: 0.3,
  /** A month; the first three of an account are free. */
  dashboard: 3,
  /** A month, in Secrets Manager. Standard parameters of Parameter Store are free. */
  secret: 0.4,
  /** A month, at most, for each client of the client credentials flow, used or not. */
  poolClient: 6,
} as const;

/** Returns US dollars in whole cents. */
export function roundedDollars(amount: number): number {
  return Math.round(amount * 100) / 100;
}
