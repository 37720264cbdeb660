import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { AwsAccessKey } from '../credentials-file.ts';
import type { FunctionGroup } from './function-group.ts';
import { logGroupName, reservedEnvironment } from './lambda-function.ts';
import { createLineSplitter } from './line-splitter.ts';
import type { EnvironmentData } from './messages.ts';

/**
 * Heap for new objects: three semi-spaces, each of the size in `memory-limits.ts`, which takes precedence. V8's default lets each thread hold
 * up to 150 MB of garbage, and is hardly faster.
 */
const YOUNG_GENERATION_MB = 12;

/** Options of {@link startWorker}. */
export interface WorkerOptions {
  readonly runtimeFile: URL;
  /** Folder for compiled code. @default none */
  readonly compileCache: string | undefined;
  /** Invocations that it handles at the same time, of all its functions. */
  readonly maxInvocations: number;
  /** Opens the AWS port to the functions. */
  readonly accessKey: AwsAccessKey;
  /** @param id the function that printed the line, or the group if it is not known */
  onLog(line: string, id: string): void;
}

/** Starts the thread of an execution environment. */
export function startWorker(group: FunctionGroup, options: WorkerOptions): Worker {
  const logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
  const workerData: EnvironmentData = {
    functions: group.functions.map((fn) => ({
      id: fn.id,
      module: pathToFileURL(fn.file).href,
      functionName: fn.name,
      functionArn: fn.arn,
      memoryMb: fn.memoryMb,
      logGroupName: logGroupName(fn),
    })),
    logStreamName,
    compileCache: options.compileCache,
  };
  const worker = new Worker(options.runtimeFile, {
    workerData,
    // The variables that Lambda reserves win over the functions' own.
    env: { ...group.environment, ...reservedEnvironment(group.functions, { ...options, logStreamName }) },
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: group.memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  // What Node prints before the program of the environment runs.
  for (const stream of [worker.stdout, worker.stderr]) {
    const lines = createLineSplitter((line) => options.onLog(line, group.id));
    stream.setEncoding('utf8').on('data', lines.add).on('end', lines.end);
  }
  return worker;
}
