import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { AwsDispatch } from '../aws/dispatch.ts';
import type { AwsAccessKey } from '../credentials-file.ts';
import { type LambdaFunction, logGroupName, reservedEnvironment } from './lambda-function.ts';
import {
  exited,
  type FunctionError,
  failedOutcome,
  type LambdaOutcome,
  responseTooLarge,
  timedOut,
} from './lambda-outcome.ts';
import { createLineSplitter } from './line-splitter.ts';
import { createMessageBatch } from './message-batch.ts';
import type {
  AwsRequestMessage,
  EnvironmentData,
  EnvironmentMessage,
  MessageToEnvironment,
  ReportMessage,
} from './messages.ts';

/** Seconds that a module may take to load before the timeout of the invocation starts, as on Lambda. */
const INIT_SECONDS = 10;

/** Heap for new objects. V8's default lets each thread hold up to 150 MB of garbage, and is hardly faster. */
const YOUNG_GENERATION_MB = 12;

/** Limit of a response, as stated in Lambda's error message. */
const RESPONSE_LIMIT_BYTES = 6_291_556;

/** An execution environment: a worker thread that handles several invocations at a time. */
export interface ExecutionEnvironment {
  /** Resolves when the module has loaded: to null, or to the error of a failed load. */
  readonly loaded: Promise<FunctionError | null>;
  /** Returns whether it can handle another invocation. */
  alive(): boolean;
  /** Returns how busy its thread was since the last call, from 0 to 1. */
  utilization(): number;
  /** Returns how many invocations it is handling. */
  active(): number;
  /** Handles one invocation; the environment must be loaded and alive. */
  invoke(payload: string): Promise<LambdaOutcome>;
  /** Ends the thread; running invocations fail as if the function's process had been killed. */
  close(): Promise<void>;
}

/** Options of {@link startExecutionEnvironment}. */
export interface EnvironmentOptions {
  readonly runtimeFile: URL;
  /** Folder for compiled code. @default none */
  readonly compileCache: string | undefined;
  /** Invocations that it handles at the same time. */
  readonly maxInvocations: number;
  /** Carries out the requests that the function makes to AWS services. */
  readonly aws: AwsDispatch;
  /** Opens the AWS port to the function. */
  readonly accessKey: AwsAccessKey;
  onLog(line: string): void;
  /** Called once when the thread has ended, for any reason. */
  onEnd(): void;
}

type Resolve = (outcome: LambdaOutcome | FunctionError) => void;

/**
 * Starts an execution environment, which loads the function's module at once.
 *
 * Its invocations share the thread's fate, as those of a Lambda managed instance do: when one exceeds its timeout or ends
 * the thread, the others fail with `Runtime.ExitError`, which says nothing about their outcome.
 */
export function startExecutionEnvironment(fn: LambdaFunction, options: EnvironmentOptions): ExecutionEnvironment {
  const worker = startWorker(fn, options);
  const printed = { stdout: createLineSplitter(options.onLog), stderr: createLineSplitter(options.onLog) };
  const load = Promise.withResolvers<FunctionError | null>();
  const running = new Map<string, Resolve>();
  let alive = true;
  let fatal: FunctionError | undefined;
  let outOfMemory = false;
  let utilization = worker.performance.eventLoopUtilization();

  const finish = (requestId: string, outcome: LambdaOutcome | FunctionError): void => {
    const resolve = running.get(requestId);
    running.delete(requestId);
    resolve?.(outcome);
  };
  /** Fails everything that runs. Only the error of a lone invocation is certainly its own. */
  const failAll = (errorOf: (requestId: string) => FunctionError): void => {
    const own = running.size <= 1 ? fatal : undefined;
    for (const requestId of [...running.keys()]) finish(requestId, own ?? errorOf(requestId));
    load.resolve(fatal ?? errorOf(initId));
  };
  const endWith = (requestId: string, error: FunctionError): Promise<unknown> => {
    alive = false;
    finish(requestId, error);
    failAll((other) => exited(other, 'signal: killed'));
    return worker.terminate();
  };
  const limit = (requestId: string, seconds: number): NodeJS.Timeout =>
    setTimeout(() => void endWith(requestId, timedOut(requestId, seconds)), seconds * 1000);

  const initId = randomUUID();
  running.set(initId, (outcome) => {
    clearTimeout(loadTimer);
    load.resolve('errorType' in outcome ? outcome : null);
  });
  const loadTimer = limit(initId, INIT_SECONDS + fn.timeoutSeconds);

  const messages = createMessageBatch<MessageToEnvironment>((list) => worker.postMessage(list));
  const serve = async ({ id, target, body: text }: AwsRequestMessage): Promise<void> => {
    const { status, body } = await options.aws(target, () => text);
    messages.add({ kind: 'aws-reply', id, status, body: JSON.stringify(body) });
  };
  const note = (message: ReportMessage): void => {
    if (message.kind === 'ready') finish(initId, { ok: true, payload: null, requestId: initId });
    else if (message.kind === 'printed') printed[message.stream].add(message.text);
    else if (message.kind === 'result') finish(message.requestId, successOf(message.payload, message.requestId));
    else if (message.kind === 'error') finish(message.requestId, message.error);
    else {
      alive = false;
      fatal = message.error;
    }
  };
  worker.on('message', (list: readonly EnvironmentMessage[]) => {
    for (const message of list) {
      if (message.kind === 'aws-request') void serve(message);
      else note(message);
    }
  });
  worker.on('error', (error) => {
    outOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  });
  worker.on('exit', (status) => {
    alive = false;
    const reason = outOfMemory ? 'signal: killed' : status === 0 ? undefined : `exit status ${status}`;
    printed.stdout.end();
    printed.stderr.end();
    failAll((requestId) => exited(requestId, reason));
    options.onEnd();
  });

  return {
    loaded: load.promise,
    alive: () => alive,
    active: () => running.size,
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
      running.set(requestId, (outcome) => {
        clearTimeout(timer);
        resolve('ok' in outcome ? outcome : failedOutcome(outcome));
      });
      const deadline = Date.now() + fn.timeoutSeconds * 1000;
      messages.add({ kind: 'invocation', requestId, payload, deadline, traceId: traceId() });
      return promise;
    },
    async close() {
      alive = false;
      failAll((requestId) => exited(requestId, 'signal: killed'));
      await worker.terminate();
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
    compileCache: options.compileCache,
  };
  const worker = new Worker(options.runtimeFile, {
    workerData,
    // The variables that Lambda reserves win over the function's own.
    env: { ...fn.environment, ...reservedEnvironment(fn, { ...options, logStreamName }) },
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: fn.memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  // What Node prints before the program of the environment runs.
  for (const stream of [worker.stdout, worker.stderr]) {
    const lines = createLineSplitter(options.onLog);
    stream.setEncoding('utf8').on('data', lines.add).on('end', lines.end);
  }
  return worker;
}

function successOf(payload: string, requestId: string): LambdaOutcome | FunctionError {
  return Buffer.byteLength(payload) > RESPONSE_LIMIT_BYTES
    ? responseTooLarge(RESPONSE_LIMIT_BYTES)
    : { ok: true, payload: JSON.parse(payload), requestId };
}

function traceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${hexDigits(24)};Parent=${hexDigits(16)};Sampled=0`;
}

/** Returns up to 32 random digits. Node makes ids in advance, unlike random bytes. */
function hexDigits(count: number): string {
  return randomUUID().replaceAll('-', '').slice(0, count);
}
