import { type Acknowledgment, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Acknowledges findings of cdk-nag at the construct that causes them.
 *
 * @param reasons the reason for each, by rule id, e.g. `AwsSolutions-IAM5[Resource::*]`
 */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  const findings = Object.entries(reasons).map(([id, reason]): Acknowledgment => ({ id, reason }));
  Validations.of(construct).acknowledge(...findings);
}
