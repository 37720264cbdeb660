import { randomUUID } from 'node:crypto';
import type { AwsDispatch } from '../aws/dispatch.ts';
import type { FunctionGroup } from './function-group.ts';
import type { LambdaFunction } from './lambda-function.ts';
import {
  exited,
  type FunctionError,
  failedOutcome,
  type LambdaOutcome,
  responseTooLarge,
  timedOut,
} from './lambda-outcome.ts';
import { createMessageBatch } from './message-batch.ts';
import type { AwsRequestMessage, EnvironmentMessage, MessageToEnvironment, ReportMessage } from './messages.ts';
import { createPrintedLines } from './printed-lines.ts';
import { startWorker, type WorkerOptions } from './start-worker.ts';

/** Seconds that a module may take to load before the timeout of the invocation starts, as on Lambda. */
const INIT_SECONDS = 10;

/** Limit of a response, as stated in Lambda's error message. */
const RESPONSE_LIMIT_BYTES = 6_291_556;

/** What an environment has of a function. */
export type LoadState = 'loading' | 'loaded' | 'failed';

/** An execution environment: a worker thread that handles several invocations at a time, of all functions of a group. */
export interface ExecutionEnvironment {
  /** Returns whether it can handle another invocation. */
  alive(): boolean;
  /** Returns how busy its thread was since the last call, from 0 to 1. */
  utilization(): number;
  /** Returns how many invocations it is handling, of one function. @param id default: of all functions, with loads */
  active(id?: string): number;
  /** Returns what it has of a function; undefined for nothing. */
  stateOf(id: string): LoadState | undefined;
  /** Loads the module of a function, once. Resolves to null, or to the error of a failed load, which stays. */
  load(fn: LambdaFunction): Promise<FunctionError | null>;
  /** Handles one invocation of a function that is loaded; the environment must be alive. */
  invoke(fn: LambdaFunction, payload: string): Promise<LambdaOutcome>;
  /** Ends the thread; running invocations fail as if the function's process had been killed. */
  close(): Promise<void>;
}

/** Options of {@link startExecutionEnvironment}. */
export interface EnvironmentOptions extends WorkerOptions {
  /** Carries out the requests that the functions make to AWS services. */
  readonly aws: AwsDispatch;
  /** Called each time that the last running invocation has ended. */
  onIdle(): void;
  /** Called once when the thread has ended, for any reason. */
  onEnd(): void;
}

/** An invocation, or a load. */
interface Running {
  readonly id: string;
  readonly kind: 'load' | 'invocation';
  resolve(outcome: LambdaOutcome | FunctionError): void;
}

/**
 * Starts an execution environment without any function; each is loaded when it is needed.
 *
 * Everything in it shares the thread's fate, as the invocations of a Lambda managed instance do: when an invocation exceeds its
 * timeout or ends the thread, all others, of any function, fail with `Runtime.ExitError`, which says nothing about their outcome.
 */
export function startExecutionEnvironment(group: FunctionGroup, options: EnvironmentOptions): ExecutionEnvironment {
  const worker = startWorker(group, options);
  const printed = createPrintedLines((line, id = group.id) => options.onLog(line, id));
  const loads = new Map<string, { readonly result: Promise<FunctionError | null>; state: LoadState }>();
  const running = new Map<string, Running>();
  let alive = true;
  let fatal: FunctionError | undefined;
  let outOfMemory = false;
  let utilization = worker.performance.eventLoopUtilization();

  const finish = (requestId: string, outcome: LambdaOutcome | FunctionError): void => {
    const ended = running.get(requestId);
    running.delete(requestId);
    ended?.resolve(outcome);
    if (ended !== undefined && running.size === 0 && alive) options.onIdle();
  };
  /** Fails everything that runs. Only the error of something that ran alone is certainly its own. */
  const failAll = (errorOf: (requestId: string) => FunctionError): void => {
    const own = running.size <= 1 ? fatal : undefined;
    for (const requestId of [...running.keys()]) finish(requestId, own ?? errorOf(requestId));
  };
  const endWith = (requestId: string, error: FunctionError): Promise<unknown> => {
    alive = false;
    finish(requestId, error);
    failAll((other) => exited(other, 'signal: killed'));
    return worker.terminate();
  };
  /** Keeps track of something that begins, and ends the thread if it takes too long. */
  const track = (
    { id, kind }: Omit<Running, 'resolve'>,
    seconds: number,
  ): { requestId: string; result: Promise<LambdaOutcome | FunctionError> } => {
    const requestId = randomUUID();
    const { promise, resolve } = Promise.withResolvers<LambdaOutcome | FunctionError>();
    const timer = setTimeout(() => void endWith(requestId, timedOut(requestId, seconds)), seconds * 1000);
    running.set(requestId, {
      id,
      kind,
      resolve(outcome) {
        clearTimeout(timer);
        resolve(outcome);
      },
    });
    return { requestId, result: promise };
  };

  const messages = createMessageBatch<MessageToEnvironment>((list) => worker.postMessage(list));
  const serve = async ({ id, target, body: text }: AwsRequestMessage): Promise<void> => {
    const { status, body } = await options.aws(target, () => text);
    messages.add({ kind: 'aws-reply', id, status, body: JSON.stringify(body) });
  };
  const note = (message: ReportMessage): void => {
    if (message.kind === 'printed') printed.add(message);
    else if (message.kind === 'result') finish(message.requestId, successOf(message.payload, message.requestId));
    else if (message.kind === 'error') finish(message.requestId, message.error);
    else if (message.kind === 'fatal') {
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
    printed.end();
    failAll((requestId) => exited(requestId, reason));
    options.onEnd();
  });

  const beginLoad = async ({ id, timeoutSeconds }: LambdaFunction): Promise<FunctionError | null> => {
    const { requestId, result } = track({ id, kind: 'load' }, INIT_SECONDS + timeoutSeconds);
    messages.add({ kind: 'load', requestId, function: id });
    const outcome = await result;
    return 'ok' in outcome ? null : outcome;
  };

  return {
    alive: () => alive,
    active(id) {
      if (id === undefined) return running.size;
      let count = 0;
      for (const one of running.values()) if (one.id === id && one.kind === 'invocation') count += 1;
      return count;
    },
    utilization() {
      const now = worker.performance.eventLoopUtilization();
      const { utilization: busy } = worker.performance.eventLoopUtilization(now, utilization);
      utilization = now;
      return busy;
    },
    stateOf: (id) => loads.get(id)?.state,
    load(fn) {
      const known = loads.get(fn.id);
      if (known !== undefined) return known.result;
      const result = beginLoad(fn).then((error) => {
        load.state = error === null ? 'loaded' : 'failed';
        return error;
      });
      const load: { readonly result: typeof result; state: LoadState } = { result, state: 'loading' };
      loads.set(fn.id, load);
      return result;
    },
    async invoke({ id, timeoutSeconds }, payload) {
      const { requestId, result } = track({ id, kind: 'invocation' }, timeoutSeconds);
      const deadline = Date.now() + timeoutSeconds * 1000;
      messages.add({ kind: 'invocation', requestId, function: id, payload, deadline, traceId: traceId() });
      const outcome = await result;
      return 'ok' in outcome ? outcome : failedOutcome(outcome);
    },
    async close() {
      alive = false;
      failAll((requestId) => exited(requestId, 'signal: killed'));
      await worker.terminate();
    },
  };
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
