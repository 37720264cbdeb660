import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { type AwsDispatch, createAwsDispatch } from '../aws/dispatch.ts';
import type { AwsAccessKey } from '../credentials-file.ts';
import { createFunctionPool, createGate } from './function-pool.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { failedOutcome, type LambdaOutcome } from './lambda-outcome.ts';

/** Limit of the payload of a synchronous invocation (AWS Lambda Developer Guide, "Lambda quotas"). */
const REQUEST_LIMIT_BYTES = 6 * 1024 * 1024;

const NO_KEY: AwsAccessKey = { accessKeyId: 'none', secretAccessKey: 'none' };

/** One line that a function printed. */
export interface FunctionLogLine {
  /** Id of the function. */
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
  /** Seconds that an environment beyond the first of its function stays warm without work. @default 60 */
  readonly idleSeconds?: number;
  /** Program of an environment. @default its source, which as TypeScript starts about 50 ms slower than JavaScript */
  readonly runtimeFile?: URL;
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
  /** Starts one environment for each of these functions in the background, in this order. @param ids ids; others are ignored */
  warmUp(ids: readonly string[]): void;
  /** Ends every execution environment. */
  close(): Promise<void>;
}

/** Creates a pool. Execution environments start with the first invocation of each function, or by `warmUp`. */
export function createLambdaPool(options: LambdaPoolOptions): LambdaPool {
  // More concurrent loads than processors would slow each of them down.
  const startGate = createGate(availableParallelism());
  const runtimeFile = options.runtimeFile ?? new URL(`./runtime-client${extname(import.meta.url)}`, import.meta.url);
  const pools = options.functions.map((fn) => {
    const onLog = (line: string): void => options.onLog?.({ function: fn.id, line });
    const pool = createFunctionPool(fn, {
      runtimeFile,
      compileCache: options.compileCache,
      maxEnvironments: options.maxEnvironments ?? 32,
      invocationsPerEnvironment: options.invocationsPerEnvironment ?? 1,
      idleSeconds: options.idleSeconds ?? 60,
      startGate,
      aws: options.aws ?? createAwsDispatch([]),
      accessKey: options.accessKey ?? NO_KEY,
      onLog,
    });
    return { fn, pool };
  });
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
    warmUp(ids) {
      for (const id of ids) byName.get(id)?.warmUp();
    },
    async close() {
      await Promise.all(pools.map(({ pool }) => pool.close()));
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
