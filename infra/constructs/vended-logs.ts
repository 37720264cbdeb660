import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** The log groups that AWS services write to, by construct id. */
export interface VendedLogsProps {
  readonly logGroupNames: Readonly<Record<string, string>>;
}

/** Log groups of the API and the state machines: they have fixed names, and outlive a redeployment of the functions. */
export class VendedLogs extends Construct {
  constructor(scope: Construct, id: string, { logGroupNames }: VendedLogsProps) {
    super(scope, id);
    for (const [name, logGroupName] of Object.entries(logGroupNames)) {
      new LogGroup(this, name, {
        logGroupName,
        retention: RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      });
    }
  }
}
