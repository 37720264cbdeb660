import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { type AwsDispatch, createAwsDispatch } from '../aws/dispatch.ts';
import type { AwsAccessKey } from '../credentials-file.ts';
import { groupFunctions } from './function-group.ts';
import { createFunctionPool } from './function-pool.ts';
import { createGate } from './gate.ts';
import { createGroupEnvironments } from './group-environments.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { failedOutcome, type LambdaOutcome } from './lambda-outcome.ts';
import type { SpareThreads } from './spare-threads.ts';

/** Limit of the payload of a synchronous invocation (AWS Lambda Developer Guide, "Lambda quotas"). */
const REQUEST_LIMIT_BYTES = 6 * 1024 * 1024;

const NO_KEY: AwsAccessKey = { accessKeyId: 'none', secretAccessKey: 'none' };

/** One line that a function printed. */
export interface FunctionLogLine {
  /** Id of the function, or of its group if several functions share a thread and the line belongs to no invocation. */
  readonly function: string;
  readonly line: string;
}

/** Options of {@link createLambdaPool}. */
export interface LambdaPoolOptions {
  readonly functions: readonly LambdaFunction[];
  /** Carries out the requests that functions make to AWS services. @default every request is answered with an error */
  readonly aws?: AwsDispatch;
  /** The key of the AWS port, which functions find in their environment. @default one that opens nothing */
  readonly accessKey?: AwsAccessKey;
  /** Called for each line that a function prints. @default the lines are dropped */
  onLog?(line: FunctionLogLine): void;
  /** Limit of execution environments per function; further invocations wait. @default 32 */
  readonly maxEnvironments?: number;
  /** Invocations that one environment handles at the same time, as on a Lambda managed instance. @default 1 */
  readonly invocationsPerEnvironment?: number;
  /** Seconds that an environment beyond the first of its group stays warm without work. @default 60 */
  readonly idleSeconds?: number;
  /** Program of an environment. @default its source, which as TypeScript starts about 50 ms slower than JavaScript */
  readonly runtimeFile?: URL;
  /** Threads to take before others are started. @default none */
  readonly spareThreads?: SpareThreads | undefined;
  /** Folder in which Node keeps compiled code for the next start. @default none */
  readonly compileCache?: string;
}

/** Runs functions as Lambda does. */
export interface LambdaPool {
  /**
   * Invokes a function and waits for its result. A failure is an outcome, never a rejection.
   *
   * @param idOrArn its id, its name, or its ARN with or without `:$LATEST`
   * @param payload the event, passed on as JSON; 6 MB at most
   * @param signal drops the invocation when aborted, unless it has begun
   */
  invoke(idOrArn: string, payload: unknown, signal?: AbortSignal): Promise<LambdaOutcome>;
  /**
   * Loads each of these functions in the background, in this order. Resolves when all have loaded or failed.
   *
   * @param ids ids; others are ignored
   */
  warmUp(ids: readonly string[]): Promise<void>;
  /** Ends every execution environment. */
  close(): Promise<void>;
}

/**
 * Creates a pool. Functions are loaded at their first invocation, or by `warmUp`.
 *
 * @throws EnvironmentsConflict functions of a group have different values for an environment variable
 */
export function createLambdaPool(options: LambdaPoolOptions): LambdaPool {
  // More concurrent loads than processors would slow each of them down.
  const startGate = createGate(availableParallelism());
  const runtimeFile = options.runtimeFile ?? new URL(`./runtime-client${extname(import.meta.url)}`, import.meta.url);
  const maxInvocationsOf = (fn: LambdaFunction): number =>
    fn.invocationsPerEnvironment ?? options.invocationsPerEnvironment ?? 1;
  const groups = groupFunctions(options.functions).map((group) => ({
    group,
    environments: createGroupEnvironments(group, {
      runtimeFile,
      spareThreads: options.spareThreads,
      compileCache: options.compileCache,
      maxInvocations: group.functions.reduce((sum, fn) => sum + maxInvocationsOf(fn), 0),
      idleSeconds: options.idleSeconds ?? 60,
      startGate,
      aws: options.aws ?? createAwsDispatch([]),
      accessKey: options.accessKey ?? NO_KEY,
      onLog: (line, id) => options.onLog?.({ function: id, line }),
    }),
  }));
  const pools = groups.flatMap(({ group, environments }) =>
    group.functions.map((fn) => {
      const maxEnvironments = fn.maxEnvironments ?? options.maxEnvironments ?? 32;
      return {
        fn,
        pool: createFunctionPool(fn, { environments, maxEnvironments, maxInvocations: maxInvocationsOf(fn) }),
      };
    }),
  );
  const byName = new Map(
    pools.flatMap(({ fn, pool }) => [fn.id, fn.name, fn.arn, `${fn.arn}:$LATEST`].map((name) => [name, pool])),
  );

  return {
    async invoke(idOrArn, payload, signal) {
      const pool = byName.get(idOrArn);
      if (pool === undefined) return functionNotFound(idOrArn);
      const text = JSON.stringify(payload) ?? 'null';
      const bytes = Buffer.byteLength(text);
      return bytes > REQUEST_LIMIT_BYTES ? requestTooLarge(bytes) : pool.invoke(text, signal);
    },
    async warmUp(ids) {
      await Promise.all(ids.map((id) => byName.get(id)?.warmUp()));
    },
    async close() {
      for (const { pool } of pools) pool.close();
      await Promise.all(groups.map(({ environments }) => environments.close()));
    },
  };
}

function functionNotFound(idOrArn: string): LambdaOutcome {
  return failedOutcome({
    errorType: 'Lambda.ResourceNotFoundException',
    errorMessage: `Function not found: ${idOrArn}`,
  });
}

function requestTooLarge(bytes: number): LambdaOutcome {
  return failedOutcome({
    errorType: 'Lambda.RequestTooLargeException',
    errorMessage: `${bytes} byte payload is too large for the RequestResponse invocation type (limit ${REQUEST_LIMIT_BYTES} bytes)`,
  });
}
