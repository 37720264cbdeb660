import { randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { environmentOf } from '../../blueprint/functions/define-function.ts';
import { tenantArns, tenantNames } from '../../blueprint/names.ts';
import type { References } from '../../blueprint/references.ts';
import type { LambdaFunction } from '../lambda/lambda-function.ts';
import { LOCAL } from './local.ts';

/** Where functions run and what they can reach. */
export interface LambdaFunctionsOptions {
  readonly references: References;
  /** Base URL of every AWS service. */
  readonly awsUrl: string;
  /** `host:port` on loopback that plugins may call over http. @default none */
  readonly loopback?: string | undefined;
  /** Returns the bundle of a function. */
  fileOf(id: string): string;
}

/** Returns the functions of a blueprint as the pool runs them, with every reference filled in. */
export function lambdaFunctions(
  { tenant, functions }: Pick<Blueprint, 'tenant' | 'functions'>,
  { references, awsUrl, loopback, fileOf }: LambdaFunctionsOptions,
): readonly LambdaFunction[] {
  const names = tenantNames(tenant);
  const arns = tenantArns(tenant, LOCAL);
  const shared = {
    AWS_ENDPOINT_URL: awsUrl,
    // Hides this machine's AWS configuration from the functions.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    // Metrics are log lines that CloudWatch reads; nothing reads them here.
    POWERTOOLS_METRICS_DISABLED: 'true',
    // The data folder has one process at a time, so whatever another incarnation claimed is no longer running.
    INCARNATION: randomUUID(),
    ...(loopback !== undefined && { OUTBOUND_LOOPBACK: loopback }),
  };
  return functions.map((spec) => ({
    id: spec.id,
    name: names.functionOf(spec.id),
    arn: arns.functionOf(spec.id),
    file: fileOf(spec.id),
    timeoutSeconds: spec.timeoutSeconds,
    memoryMb: spec.memoryMb,
    environment: { ...environmentOf(spec, references), ...shared },
  }));
}
