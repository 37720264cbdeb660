import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import type { AwsAccessKey } from '../credentials-file.ts';
import type { FunctionGroup } from './function-group.ts';
import { type LambdaFunction, logGroupName, reservedEnvironment } from './lambda-function.ts';
import { createLineSplitter } from './line-splitter.ts';
import type { HostMessage } from './messages.ts';
import { type SpareThreads, startThread } from './spare-threads.ts';

/** Options of {@link startWorker}. */
export interface WorkerOptions {
  readonly runtimeFile: URL;
  /** Threads to take before another is started. @default none */
  readonly spareThreads: SpareThreads | undefined;
  /** Folder for compiled code. @default none */
  readonly compileCache: string | undefined;
  /** Invocations that it handles at the same time, of all its functions. */
  readonly maxInvocations: number;
  /** Opens the AWS port to the functions. */
  readonly accessKey: AwsAccessKey;
  /** @param id the function that printed the line, or the group if it is not known */
  onLog(line: string, id: string): void;
}

/** Starts the thread of an execution environment, or takes a spare one. */
export function startWorker(group: FunctionGroup, options: WorkerOptions): Worker {
  const logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
  const [first] = group.functions;
  const spare = first && options.spareThreads?.take(moduleOf(first), group.memoryMb);
  const worker = spare ?? startThread(options.runtimeFile, group.memoryMb);
  const message: HostMessage = {
    kind: 'host',
    functions: group.functions.map((fn) => ({
      id: fn.id,
      module: moduleOf(fn),
      functionName: fn.name,
      functionArn: fn.arn,
      memoryMb: fn.memoryMb,
      logGroupName: logGroupName(fn),
    })),
    // The variables that Lambda reserves win over the functions' own.
    environment: { ...group.environment, ...reservedEnvironment(group.functions, { ...options, logStreamName }) },
    logStreamName,
    compileCache: options.compileCache,
  };
  worker.postMessage([message]);
  // What Node prints before the program of the environment runs.
  for (const stream of [worker.stdout, worker.stderr]) {
    const lines = createLineSplitter((line) => options.onLog(line, group.id));
    stream.setEncoding('utf8').on('data', lines.add).on('end', lines.end);
  }
  return worker;
}

function moduleOf({ file }: LambdaFunction): string {
  return pathToFileURL(file).href;
}
