import { randomBytes, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type LambdaFunction, logGroupName, reservedEnvironment } from './lambda-function.ts';
import {
  exited,
  type FunctionError,
  failedOutcome,
  type LambdaOutcome,
  responseTooLarge,
  timedOut,
} from './lambda-outcome.ts';
import type { EnvironmentData, EnvironmentMessage, InvocationMessage } from './messages.ts';

/** Seconds that a module may take to load before the timeout of the invocation starts, as on Lambda. */
const INIT_SECONDS = 10;

/** Limit of a response, as stated in Lambda's error message. */
const RESPONSE_LIMIT_BYTES = 6_291_556;

/** An execution environment: a worker thread that handles one invocation at a time. */
export interface ExecutionEnvironment {
  /** Resolves when the module has loaded: to null, or to the error of a failed load. */
  readonly loaded: Promise<FunctionError | null>;
  /** Returns whether it can handle another invocation. */
  alive(): boolean;
  /** Returns how busy its thread was since the last call, from 0 to 1. */
  utilization(): number;
  /** Handles one invocation; the environment must be loaded, alive and idle. */
  invoke(payload: string): Promise<LambdaOutcome>;
  /** Ends the thread; a running invocation fails as if the function's process had been killed. */
  close(): Promise<void>;
}

/** Options of {@link startExecutionEnvironment}. */
export interface EnvironmentOptions {
  readonly runtimeFile: URL;
  onLog(line: string): void;
  /** Called once when the thread has ended, for any reason. */
  onEnd(): void;
}

interface Pending {
  readonly requestId: string;
  resolve(outcome: LambdaOutcome | FunctionError): void;
}

/** Starts an execution environment, which loads the function's module at once. */
export function startExecutionEnvironment(fn: LambdaFunction, options: EnvironmentOptions): ExecutionEnvironment {
  const worker = startWorker(fn, options);
  const load = Promise.withResolvers<FunctionError | null>();
  const initId = randomUUID();
  let pending: Pending | undefined = {
    requestId: initId,
    resolve: (outcome) => {
      clearTimeout(loadTimer);
      load.resolve('errorType' in outcome ? outcome : null);
    },
  };
  let alive = true;
  let outOfMemory = false;
  let utilization = worker.performance.eventLoopUtilization();

  const finish = (outcome: LambdaOutcome | FunctionError): void => {
    const finished = pending;
    pending = undefined;
    finished?.resolve(outcome);
  };
  const endWith = (error: FunctionError): Promise<unknown> => {
    alive = false;
    finish(error);
    return worker.terminate();
  };
  const limit = (requestId: string, seconds: number): NodeJS.Timeout =>
    setTimeout(() => void endWith(timedOut(requestId, seconds)), seconds * 1000);

  const loadTimer = limit(initId, INIT_SECONDS + fn.timeoutSeconds);

  worker.on('message', (message: EnvironmentMessage) => {
    if (message.kind === 'error' && message.fatal) alive = false;
    if (message.kind === 'error') finish(message.error);
    else if (message.kind === 'result') finish(successOf(message.payload, pending?.requestId ?? ''));
    else finish({ ok: true, payload: null, requestId: initId });
  });
  worker.on('error', (error) => {
    outOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  });
  worker.on('exit', (status) => {
    alive = false;
    const reason = outOfMemory ? 'signal: killed' : status === 0 ? undefined : `exit status ${status}`;
    finish(exited(pending?.requestId ?? '', reason));
    options.onEnd();
  });

  return {
    loaded: load.promise,
    alive: () => alive,
    utilization() {
      const now = worker.performance.eventLoopUtilization();
      const { utilization: busy } = worker.performance.eventLoopUtilization(now, utilization);
      utilization = now;
      return busy;
    },
    invoke(payload) {
      const { promise, resolve } = Promise.withResolvers<LambdaOutcome>();
      const requestId = randomUUID();
      const timer = limit(requestId, fn.timeoutSeconds);
      pending = {
        requestId,
        resolve: (outcome) => {
          clearTimeout(timer);
          resolve('ok' in outcome ? outcome : failedOutcome(outcome));
        },
      };
      const deadline = Date.now() + fn.timeoutSeconds * 1000;
      worker.postMessage({ requestId, payload, deadline, traceId: traceId() } satisfies InvocationMessage);
      return promise;
    },
    async close() {
      await endWith(exited(pending?.requestId ?? '', 'signal: killed'));
    },
  };
}

function startWorker(fn: LambdaFunction, options: EnvironmentOptions): Worker {
  const logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
  const workerData: EnvironmentData = {
    module: pathToFileURL(fn.file).href,
    functionName: fn.name,
    functionArn: fn.arn,
    memoryMb: fn.memoryMb,
    logGroupName: logGroupName(fn),
    logStreamName,
  };
  const worker = new Worker(options.runtimeFile, {
    workerData,
    // The variables that Lambda reserves win over the function's own.
    env: { ...fn.environment, ...reservedEnvironment(fn, logStreamName) },
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: fn.memoryMb },
  });
  onLines(worker.stdout, options.onLog);
  onLines(worker.stderr, options.onLog);
  return worker;
}

function successOf(payload: string, requestId: string): LambdaOutcome | FunctionError {
  return Buffer.byteLength(payload) > RESPONSE_LIMIT_BYTES
    ? responseTooLarge(RESPONSE_LIMIT_BYTES)
    : { ok: true, payload: JSON.parse(payload), requestId };
}

function traceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}

/** Calls `onLine` for each line of a stream of UTF-8 text, and for an unfinished last line when the stream ends. */
export function onLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
