import { devNull } from 'node:os';
import type { FunctionSpec, Reference } from '../../blueprint/blueprint.ts';
import type { LambdaFunction } from '../lambda/lambda-function.ts';
import type { TenantNames } from './tenant-names.ts';

/** What the functions of a tenant are told about where they run. */
export interface FunctionDeps {
  readonly names: TenantNames;
  /** Absolute path of the tenant's config. */
  readonly configFile: string;
  /** Base URL of every AWS service. */
  readonly awsUrl: string;
  /** `host:port` that plugins may call over http although it is on loopback. @default none */
  readonly loopback?: string | undefined;
  /** The bundle of a function. */
  fileOf(id: string): string;
}

/** Makes the functions of a blueprint ones that the pool can run, with every reference filled in. */
export function lambdaFunctions(specs: readonly FunctionSpec[], deps: FunctionDeps): readonly LambdaFunction[] {
  const { names, configFile } = deps;
  const values: Readonly<Record<Reference, string>> = {
    table: names.table,
    bus: names.bus,
    stateMachinePrefix: names.stateMachinePrefix,
    secretsPrefix: names.secretsPrefix,
    configFile,
  };
  const shared = {
    AWS_ENDPOINT_URL: deps.awsUrl,
    // What this machine's user configured for the real AWS must not reach the functions.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    // Metrics are lines of the log that CloudWatch reads; here nobody does.
    POWERTOOLS_METRICS_DISABLED: 'true',
    ...(deps.loopback !== undefined && { OUTBOUND_LOOPBACK: deps.loopback }),
  };
  return specs.map((spec) => {
    const own = Object.entries(spec.environment).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : values[value.ref],
    ]);
    return {
      id: spec.id,
      name: names.functionName(spec.id),
      arn: names.functionArn(spec.id),
      file: deps.fileOf(spec.id),
      timeoutSeconds: spec.timeoutSeconds,
      memoryMb: spec.memoryMb,
      environment: { ...Object.fromEntries(own), ...shared },
    };
  });
}
