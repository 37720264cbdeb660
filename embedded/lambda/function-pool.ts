import { availableParallelism } from 'node:os';
import type { AwsDispatch } from '../aws/dispatch.ts';
import type { AwsAccessKey } from '../credentials-file.ts';
import { type ExecutionEnvironment, startExecutionEnvironment } from './execution-environment.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { failedOutcome, type LambdaOutcome } from './lambda-outcome.ts';
import { createScaleOut } from './scale-out.ts';
import { createSlots } from './slots.ts';

/** Options of {@link createFunctionPool}. */
export interface FunctionPoolOptions {
  readonly runtimeFile: URL;
  /** Folder for compiled code. @default none */
  readonly compileCache: string | undefined;
  /** Carries out the requests that the function makes to AWS services. */
  readonly aws: AwsDispatch;
  /** Opens the AWS port to the function. */
  readonly accessKey: AwsAccessKey;
  /** Limit of environments; further invocations wait. */
  readonly maxEnvironments: number;
  /** Invocations that one environment handles at the same time. */
  readonly invocationsPerEnvironment: number;
  /** Seconds that an environment beyond the first stays warm without work. */
  readonly idleSeconds: number;
  /** Limits how many environments load at the same time, over all functions. */
  readonly startGate: Gate;
  onLog(line: string): void;
}

/** The execution environments of one function. */
export interface FunctionPool {
  /** @param signal drops the invocation when aborted, unless it has begun */
  invoke(payload: string, signal?: AbortSignal): Promise<LambdaOutcome>;
  /** Starts an environment in the background, if there is none. If it fails, the next invocation reports why. */
  warmUp(): void;
  /** Ends every environment; waiting and running invocations fail. */
  close(): Promise<void>;
}

/** How long an invocation waits for a place. The Task that waits for it must not time out. */
const THROTTLE_AFTER_MS = 5_000;

interface Waiting {
  readonly payload: string;
  readonly since: number;
  resolve(outcome: LambdaOutcome): void;
}

/**
 * Creates the pool of a function's execution environments. It reuses warm ones, and starts others when invocations wait
 * and the machine has capacity.
 */
export function createFunctionPool(fn: LambdaFunction, options: FunctionPoolOptions): FunctionPool {
  const all = new Set<ExecutionEnvironment>();
  /** Loaded environments, each with the timer that retires it. */
  const ready = new Map<ExecutionEnvironment, NodeJS.Timeout>();
  const waiting: Waiting[] = [];
  const scaleOut = createScaleOut(availableParallelism());
  const maxInvocations = fn.invocationsPerEnvironment ?? options.invocationsPerEnvironment;
  const maxEnvironments = fn.maxEnvironments ?? options.maxEnvironments;
  let starting = false;
  let growTimer: NodeJS.Timeout | undefined;
  let closed = false;
  const slots = fn.reservedConcurrency === undefined ? undefined : createSlots(fn.reservedConcurrency);
  const throttledError = failedOutcome({
    errorType: 'Lambda.TooManyRequestsException',
    errorMessage: 'Rate Exceeded.',
  });
  const closedError = failedOutcome({
    errorType: 'Lambda.ServiceException',
    errorMessage: `Function ${fn.name} cannot be invoked: the runtime is closing.`,
  });

  const abandonedError = failedOutcome({
    errorType: 'Lambda.ClientExecutionTimeoutException',
    errorMessage: `The invocation of function ${fn.name} was dropped before it began: its caller no longer waits.`,
  });

  const keepReady = (environment: ExecutionEnvironment): void => {
    const retire = (): void => {
      if (ready.size === 1 || environment.active() > 0) return;
      ready.delete(environment);
      void environment.close();
    };
    ready.set(environment, setTimeout(retire, options.idleSeconds * 1000).unref());
  };

  /** Takes the busiest environment with capacity, so that the others become idle and retire. */
  const takeReady = (): ExecutionEnvironment | undefined => {
    const usable = [...ready.keys()].filter(
      (environment) => environment.alive() && environment.active() < maxInvocations,
    );
    const environment = usable.toSorted((left, right) => left.active() - right.active()).at(-1);
    if (environment !== undefined) clearTimeout(ready.get(environment));
    return environment;
  };

  const run = async (environment: ExecutionEnvironment, invocation: Waiting): Promise<void> => {
    const outcome = await environment.invoke(invocation.payload);
    if (environment.alive() && environment.active() === 0) {
      // Moves to the end: among idle environments the one used last is taken first.
      ready.delete(environment);
      keepReady(environment);
    }
    invocation.resolve(outcome);
    dispatch();
  };

  const createEnvironment = (): ExecutionEnvironment => {
    const environment = startExecutionEnvironment(fn, {
      runtimeFile: options.runtimeFile,
      compileCache: options.compileCache,
      maxInvocations,
      aws: options.aws,
      accessKey: options.accessKey,
      onLog: options.onLog,
      onEnd: () => {
        clearTimeout(ready.get(environment));
        ready.delete(environment);
        all.delete(environment);
        dispatch();
      },
    });
    all.add(environment);
    return environment;
  };

  const start = async (): Promise<void> => {
    if (closed || (waiting.length === 0 && all.size > 0)) return;
    let environment: ExecutionEnvironment;
    try {
      environment = createEnvironment();
    } catch (error) {
      // The system may be out of threads or memory.
      const errorMessage = `Function ${fn.name} cannot be started: ${String(error)}`;
      waiting.shift()?.resolve(failedOutcome({ errorType: 'Lambda.ServiceException', errorMessage }));
      return;
    }
    const error = await scaleOut.observe(() => environment.loaded);
    if (error === null) keepReady(environment);
    else waiting.shift()?.resolve(failedOutcome(error));
  };

  const growIfDue = (): void => {
    clearTimeout(growTimer);
    const [longest] = waiting;
    if (longest === undefined || starting || closed || all.size >= maxEnvironments) return;
    const delay = scaleOut.delayMs(longest.since, [...all]);
    if (delay > 0) {
      growTimer = setTimeout(growIfDue, delay);
      return;
    }
    startNext();
  };

  const startNext = (): void => {
    starting = true;
    void options.startGate.run(start).finally(() => {
      starting = false;
      dispatch();
    });
  };

  const dispatch = (): void => {
    while (waiting.length > 0) {
      const environment = takeReady();
      if (environment === undefined) break;
      const invocation = waiting.shift();
      if (invocation !== undefined) void run(environment, invocation);
    }
    growIfDue();
  };

  const invokeNow = (payload: string, signal: AbortSignal | undefined): Promise<LambdaOutcome> => {
    if (closed) return Promise.resolve(closedError);
    if (signal?.aborted) return Promise.resolve(abandonedError);
    const { promise, resolve } = Promise.withResolvers<LambdaOutcome>();
    const invocation: Waiting = { payload, since: performance.now(), resolve };
    const abandon = (): void => {
      const index = waiting.indexOf(invocation);
      if (index >= 0) waiting.splice(index, 1);
      if (index >= 0) resolve(abandonedError);
    };
    signal?.addEventListener('abort', abandon, { once: true });
    waiting.push(invocation);
    dispatch();
    return promise.finally(() => signal?.removeEventListener('abort', abandon));
  };

  return {
    async invoke(payload, signal) {
      if (slots === undefined) return invokeNow(payload, signal);
      if (!(await slots.take(THROTTLE_AFTER_MS))) return throttledError;
      return invokeNow(payload, signal).finally(slots.free);
    },
    warmUp() {
      if (!closed && !starting && all.size === 0) startNext();
    },
    async close() {
      closed = true;
      clearTimeout(growTimer);
      for (const invocation of waiting.splice(0)) invocation.resolve(closedError);
      await Promise.all([...all].map((environment) => environment.close()));
    },
  };
}

/** Limits the number of tasks that run at the same time; the others wait in order. */
export interface Gate {
  /** Runs a task as soon as the limit allows; rejects when the task does. */
  run<T>(task: () => Promise<T>): Promise<T>;
}

/** Creates a gate. @param limit number of tasks that may run at the same time, 1 or more */
export function createGate(limit: number): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async run(task) {
      if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await task();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
