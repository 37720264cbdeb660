import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { AwsLocation } from '../blueprint/names.ts';

/** Returns where a construct is deployed: tokens, if its stack names no account and no region. */
export function stackLocation(scope: IConstruct): AwsLocation {
  const { partition, region, account } = Stack.of(scope);
  return { partition, region, accountId: account };
}
