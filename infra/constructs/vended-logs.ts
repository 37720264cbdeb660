import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Properties of `VendedLogs`. */
export interface VendedLogsProps {
  /** Names of the log groups that AWS services write to, by construct id. */
  readonly logGroupNames: Readonly<Record<string, string>>;
  /** One of those that CloudWatch knows. */
  readonly retentionDays: number;
}

/** The log groups of the API and the state machines. Their names are fixed and they outlive the stateless stack. */
export class VendedLogs extends Construct {
  readonly logGroups: readonly LogGroup[];

  constructor(scope: Construct, id: string, { logGroupNames, retentionDays }: VendedLogsProps) {
    super(scope, id);
    this.logGroups = Object.entries(logGroupNames).map(
      ([name, logGroupName]) =>
        new LogGroup(this, name, {
          logGroupName,
          retention: retentionDays,
          removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        }),
    );
  }
}
