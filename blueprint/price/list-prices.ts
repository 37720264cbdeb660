/**
 * List prices in US dollars, us-east-1, without free tiers.
 *
 * Sources: the AWS pricing pages of Step Functions (Standard workflows), Lambda (arm64), DynamoDB (on-demand), API Gateway
 * (HTTP API), EventBridge (custom events) and CloudWatch Logs, as of November 2026.
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
} as const;
