import type { ExecutionEnvironment } from './execution-environment.ts';
import type { GroupEnvironments } from './group-environments.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { failedOutcome, type LambdaOutcome } from './lambda-outcome.ts';
import { createSlots } from './slots.ts';

/** Options of {@link createFunctionPool}. */
export interface FunctionPoolOptions {
  /** The environments of the function's group. */
  readonly environments: GroupEnvironments;
  /** Limit of environments that have the function; further invocations wait. */
  readonly maxEnvironments: number;
  /** Invocations of the function that one environment handles at the same time. */
  readonly maxInvocations: number;
}

/** The invocations of one function. */
export interface FunctionPool {
  /** @param signal drops the invocation when aborted, unless it has begun */
  invoke(payload: string, signal?: AbortSignal): Promise<LambdaOutcome>;
  /**
   * Loads the function in the background, if no environment has it. If that fails, the next invocation reports why. Resolves in either
   * case.
   */
  warmUp(): Promise<void>;
  /** Fails what waits. What runs fails when the environments end. */
  close(): void;
}

/** How long an invocation waits for a place. The Task that waits for it must not time out. */
const THROTTLE_AFTER_MS = 5_000;

interface Waiting {
  readonly payload: string;
  readonly since: number;
  resolve(outcome: LambdaOutcome): void;
}

/**
 * Creates the pool of a function. It uses the environments that have the function, and asks for others when invocations wait and
 * the machine has capacity.
 */
export function createFunctionPool(
  fn: LambdaFunction,
  { environments, maxEnvironments, maxInvocations }: FunctionPoolOptions,
): FunctionPool {
  const waiting: Waiting[] = [];
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

  /** Takes the busiest environment with capacity, or else the oldest, so that the others become idle and retire. */
  const takeEnvironment = (): ExecutionEnvironment | undefined => {
    const usable = environments
      .of(fn)
      .filter(
        (environment) =>
          environment.alive() && environment.stateOf(fn.id) === 'loaded' && environment.active(fn.id) < maxInvocations,
      );
    return usable.toSorted((left, right) => right.active() - left.active())[0];
  };

  const run = async (environment: ExecutionEnvironment, invocation: Waiting): Promise<void> => {
    invocation.resolve(await environment.invoke(fn, invocation.payload));
    dispatch();
  };

  const isWanted = (): boolean => !closed && (waiting.length > 0 || environments.of(fn).length === 0);

  const start = async (): Promise<void> => {
    const error = await environments.add(fn, isWanted);
    if (error !== null) waiting.shift()?.resolve(failedOutcome(error));
  };

  const growIfDue = (): void => {
    clearTimeout(growTimer);
    const [longest] = waiting;
    if (longest === undefined || starting || closed) return;
    const current = environments.of(fn);
    if (current.length >= maxEnvironments) return;
    const delay = environments.scaleOut.delayMs(longest.since, current);
    if (delay > 0) {
      growTimer = setTimeout(growIfDue, delay);
      return;
    }
    void startNext();
  };

  const startNext = async (): Promise<void> => {
    starting = true;
    try {
      await start();
    } finally {
      starting = false;
      dispatch();
    }
  };

  const dispatch = (): void => {
    while (waiting.length > 0) {
      const environment = takeEnvironment();
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

  environments.onEnd(dispatch);

  return {
    async invoke(payload, signal) {
      if (slots === undefined) return invokeNow(payload, signal);
      if (!(await slots.take(THROTTLE_AFTER_MS))) return throttledError;
      return invokeNow(payload, signal).finally(slots.free);
    },
    async warmUp() {
      if (!closed && !starting && environments.of(fn).length === 0) await startNext();
    },
    close() {
      closed = true;
      clearTimeout(growTimer);
      for (const invocation of waiting.splice(0)) invocation.resolve(closedError);
    },
  };
}
