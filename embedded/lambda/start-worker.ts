import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { EnvironmentOptions } from './execution-environment.ts';
import type { FunctionGroup } from './function-group.ts';
import { logGroupName, reservedEnvironment } from './lambda-function.ts';
import { createLineSplitter } from './line-splitter.ts';
import type { EnvironmentData } from './messages.ts';

/** Heap for new objects. V8's default lets each thread hold up to 150 MB of garbage, and is hardly faster. */
const YOUNG_GENERATION_MB = 12;

/** Starts the thread of an execution environment. */
export function startWorker(
  group: FunctionGroup,
  options: Pick<EnvironmentOptions, 'runtimeFile' | 'compileCache' | 'maxInvocations' | 'accessKey' | 'onLog'>,
): Worker {
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
    env: { ...group.environment, ...reservedEnvironment(group, { ...options, logStreamName }) },
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
