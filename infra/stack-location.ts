import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { AwsLocation } from '../blueprint/names.ts';

/** Returns where a construct is deployed: tokens, if its stack names no account and no region. */
export function stackLocation(scope: IConstruct): AwsLocation {
  const { partition, region, account } = Stack.of(scope);
  return { partition, region, accountId: account };
}

/** Returns a location as cdk-nag writes it in its findings: what the deployment fills in has the name of its pseudo parameter. */
export function locationInFindings({ accountId, partition, region }: AwsLocation): AwsLocation {
  const written = (value: string, parameter: string): string =>
    Token.isUnresolved(value) ? `<AWS::${parameter}>` : value;
  return {
    partition: written(partition, 'Partition'),
    region: written(region, 'Region'),
    accountId: written(accountId, 'AccountId'),
  };
}
