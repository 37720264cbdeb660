import { availableParallelism } from 'node:os';
import {
  type EnvironmentOptions,
  type ExecutionEnvironment,
  startExecutionEnvironment,
} from './execution-environment.ts';
import type { FunctionGroup } from './function-group.ts';
import type { Gate } from './gate.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { FunctionError } from './lambda-outcome.ts';
import { createScaleOut, type ScaleOut } from './scale-out.ts';

/** Options of {@link createGroupEnvironments}. */
export interface GroupOptions extends Omit<EnvironmentOptions, 'onIdle' | 'onEnd'> {
  /** Seconds that an environment beyond the first stays warm without work. */
  readonly idleSeconds: number;
  /** Limits how many environments start at the same time, over all groups. */
  readonly startGate: Gate;
}

/** The execution environments of a group of functions. */
export interface GroupEnvironments {
  /** Decides when another environment is needed. */
  readonly scaleOut: Pick<ScaleOut, 'delayMs'>;
  /** Returns the environments that have loaded a function or are about to, the oldest first. */
  of(fn: LambdaFunction): readonly ExecutionEnvironment[];
  /**
   * Loads a function into an environment that lacks it, or else into a new one.
   *
   * @param isWanted asked before an environment is started, which may have to wait for others
   * @returns the error if that fails
   */
  add(fn: LambdaFunction, isWanted: () => boolean): Promise<FunctionError | null>;
  /** Calls this each time that an environment has ended. */
  onEnd(listener: () => void): void;
  /** Ends every environment, and starts no other. */
  close(): Promise<void>;
}

/** Creates the environments of a group; the first one starts when a function is added. */
export function createGroupEnvironments(group: FunctionGroup, options: GroupOptions): GroupEnvironments {
  const all = new Set<ExecutionEnvironment>();
  const listeners: (() => void)[] = [];
  const scaleOut = createScaleOut(availableParallelism());
  /** Resolves when an environment that waits for its start has been created, or will not be. */
  let starting: Promise<unknown> | undefined;
  let closed = false;

  const createEnvironment = (): ExecutionEnvironment => {
    let timer: NodeJS.Timeout | undefined;
    const retire = (): void => {
      const [first] = all;
      if (environment !== first && environment.active() === 0) void environment.close();
    };
    const environment = startExecutionEnvironment(group, {
      ...options,
      onIdle() {
        clearTimeout(timer);
        timer = setTimeout(retire, options.idleSeconds * 1000).unref();
      },
      onEnd() {
        clearTimeout(timer);
        all.delete(environment);
        for (const listener of listeners) listener();
      },
    });
    all.add(environment);
    return environment;
  };

  const load = async (environment: ExecutionEnvironment, fn: LambdaFunction): Promise<FunctionError | null> => {
    const error = await environment.load(fn);
    // Another attempt needs another thread, because the module stays as it failed. This one is of use to other functions only.
    const isOfUse = group.functions.some(({ id }) => (environment.stateOf(id) ?? 'failed') !== 'failed');
    if (error !== null && !isOfUse) await environment.close();
    return error;
  };

  const start = async (
    fn: LambdaFunction,
    isWanted: () => boolean,
    created: () => void,
  ): Promise<FunctionError | null> => {
    if (closed || !isWanted()) return null;
    let environment: ExecutionEnvironment;
    try {
      environment = createEnvironment();
    } catch (error) {
      // The system may be out of threads or memory.
      const errorMessage = `Function ${fn.name} cannot be started: ${String(error)}`;
      return { errorType: 'Lambda.ServiceException', errorMessage };
    } finally {
      created();
    }
    return scaleOut.observe(() => load(environment, fn));
  };

  return {
    scaleOut,
    of: ({ id }) => [...all].filter((environment) => (environment.stateOf(id) ?? 'failed') !== 'failed'),
    async add(fn, isWanted) {
      for (;;) {
        const lacking = [...all].find((environment) => environment.alive() && environment.stateOf(fn.id) === undefined);
        if (lacking !== undefined) return load(lacking, fn);
        if (starting === undefined) break;
        // Another function of the group has asked for one.
        await starting;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      const created = (): void => {
        if (starting === promise) starting = undefined;
        resolve();
      };
      starting = promise;
      return options.startGate.run(() => start(fn, isWanted, created)).finally(created);
    },
    onEnd: (listener) => void listeners.push(listener),
    async close() {
      closed = true;
      await Promise.all([...all].map((environment) => environment.close()));
    },
  };
}
