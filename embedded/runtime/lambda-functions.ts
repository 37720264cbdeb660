import { randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { environmentOf } from '../../blueprint/functions/define-function.ts';
import { tenantArns, tenantNames } from '../../blueprint/names.ts';
import type { References } from '../../blueprint/references.ts';
import type { LambdaFunction } from '../lambda/lambda-function.ts';
import { LOCAL } from './local.ts';

/**
 * The limits of a function in which callers wait: how many environments it has, how many invocations each of them handles at
 * the same time, and how many of these may wait. So at most 256 callers wait in this process for submitted orders. One that
 * waits costs next to nothing, but holds an invocation, so some are left for callers that do not wait.
 */
const CALLERS = { environments: 2, invocations: 160, waiters: 128 } as const;

/** Where functions run and what they can reach. */
export interface LambdaFunctionsOptions {
  readonly references: References;
  /** What the names of functions start with; see `tenantNames`. */
  readonly prefix: string;
  /** Base URL of every AWS service. */
  readonly awsUrl: string;
  /** `host:port` pairs on loopback that plugins may call over http. @default none */
  readonly loopback?: readonly string[];
  /** Returns the bundle of a function. */
  fileOf(id: string): string;
  /** Returns which functions share threads with a function; undefined if none do. */
  groupOf(id: string): string | undefined;
}

/** Returns the functions of a blueprint as the pool runs them, with every reference filled in. */
export function lambdaFunctions(
  { tenant, functions }: Pick<Blueprint, 'tenant' | 'functions'>,
  { references, prefix, awsUrl, loopback = [], fileOf, groupOf }: LambdaFunctionsOptions,
): readonly LambdaFunction[] {
  const names = tenantNames(tenant, prefix);
  const arns = tenantArns(tenant, LOCAL, prefix);
  const shared = {
    AWS_ENDPOINT_URL: awsUrl,
    // Hides this machine's AWS configuration from the functions.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    // Metrics are log lines that CloudWatch reads; nothing reads them here.
    POWERTOOLS_METRICS_DISABLED: 'true',
    // The data folder has one process at a time, so whatever another incarnation claimed is no longer running.
    INCARNATION: randomUUID(),
    ...(loopback.length > 0 && { OUTBOUND_LOOPBACK: loopback.join(',') }),
  };
  const sharing = (id: string): Pick<LambdaFunction, 'group'> => {
    const group = groupOf(id);
    return group === undefined ? {} : { group };
  };
  return functions.map((spec) => ({
    id: spec.id,
    name: names.functionOf(spec.id),
    arn: arns.functionOf(spec.id),
    file: fileOf(spec.id),
    ...sharing(spec.id),
    timeoutSeconds: spec.timeoutSeconds,
    memoryMb: spec.memoryMb,
    // Only for the limits of connections: this machine has no account to share.
    ...(spec.throwsOutcomes &&
      spec.reservedConcurrency !== undefined && { reservedConcurrency: spec.reservedConcurrency }),
    environment: {
      ...environmentOf(spec, references),
      ...shared,
      ...(spec.holdsCallers && { MAX_WAITERS: String(CALLERS.waiters) }),
    },
    ...(spec.holdsCallers && {
      maxEnvironments: CALLERS.environments,
      invocationsPerEnvironment: CALLERS.invocations,
    }),
  }));
}
