import { untilSpace } from '../../sqlite/store-full.ts';
import type { Execution, ExecutionEnd, ExecutionStore } from '../journal/execution-store.ts';
import { createArming } from './arm-branch.ts';
import { createTimers } from './clock.ts';
import { enterState } from './enter-state.ts';
import { type ExecutionMemory, endExecution } from './execution-memory.ts';
import type { TaskCaller } from './invoke-lambda.ts';
import { finishChild } from './map-items.ts';

/** Dependencies of a runner. */
export interface RunnerDeps {
  readonly executions: ExecutionStore;
  readonly callTask: TaskCaller;
  /** Reads the execution from the journal. */
  load(): ExecutionMemory;
  /** Whether a state machine is being deleted, which ends its executions at their next transition. */
  isDeleting(machineArn: string): boolean;
  onEnd(execution: Execution): void;
}

/** Changes an execution in memory; the runner stores the change. */
export type Job<Result> = (memory: ExecutionMemory) => Promise<Result> | Result;

/** Runs the jobs of one execution in sequence. Each is in the journal before it has any other effect. */
export interface ExecutionRunner {
  /** Runs a job; returns undefined when the execution has ended. @throws what the job or the journal throws; the execution has then failed. */
  run<Result>(job: Job<Result>): Promise<Result | undefined>;
  /** Stops after the current job, without a change to the execution: a later start continues it. */
  halt(): Promise<void>;
}

/** Limit of the transitions that one commit holds, so that an execution of quick states does not hold up the others. */
const MAX_TRANSITIONS_PER_COMMIT = 16;

/** Runs an execution, new or interrupted. @param start what is in the journal */
export function createExecutionRunner(start: ExecutionMemory, deps: RunnerDeps): ExecutionRunner {
  const { executions } = deps;
  const { seq } = start.execution;
  const timers = createTimers<number | 'execution'>();
  let memory = start;
  let over = false;
  let tail: Promise<unknown> = Promise.resolve();

  const commit = async (): Promise<void> => {
    const { events, changed, removed, end } = memory;
    if (events.length === 0 && changed.size === 0 && removed.size === 0) return;
    const write = () => executions.commit({ execution: seq, events, changed, removed, end });
    await untilSpace(write, () => over);
    for (const id of removed) timers.clear(id);
    for (const { id } of changed) timers.clear(id);
    memory.events = [];
    memory.changed = new Set();
    memory.removed = new Set();
    if (end === undefined) return;
    stop();
    deps.onEnd({ ...memory.execution, ...pick(end) });
  };
  const stop = (): void => {
    over = true;
    timers.clearAll();
  };

  const finishEnded = async (): Promise<void> => {
    for (let child = memory.ended.shift(); child !== undefined; child = memory.ended.shift()) {
      await finishChild(memory, child);
    }
  };
  /** Makes one transition; the caller commits it. */
  const advance = async (): Promise<void> => {
    await finishEnded();
    const branch = memory.ready.shift();
    if (branch === undefined) return;
    if (deps.isDeleting(memory.execution.machineArn)) return abortExecution(memory);
    await enterState(memory, branch);
    // The journal does not record which ended items their Map has yet to handle.
    await finishEnded();
  };

  /** Makes transitions and commits them. Only then starts their calls and timers. */
  const advanceAll = async (): Promise<void> => {
    do {
      for (let left = MAX_TRANSITIONS_PER_COMMIT; left > 0 && hasWork(memory); left -= 1) await advance();
      await commit();
      if (over) return;
      for (const branch of memory.started) arm(branch);
      memory.started.clear();
    } while (hasWork(memory));
  };

  const crash = async (error: unknown): Promise<void> => {
    try {
      // The failed job may have left memory inconsistent.
      memory = deps.load();
      const message = error instanceof Error ? error.message : String(error);
      const reason = { error: 'States.Runtime', cause: `The interpreter failed: ${message}` };
      endExecution(
        memory,
        { status: 'FAILED', ...reason },
        { type: 'ExecutionFailed', details: { executionFailedEventDetails: reason }, previous: memory.lastEvent },
      );
      await commit();
    } catch (second) {
      stop();
      process.emitWarning(`Execution ${memory.execution.arn} is suspended until the next start: ${String(second)}`);
    }
  };

  const run = <Result>(job: Job<Result>): Promise<Result | undefined> => {
    const turn = tail.then(async () => {
      if (over) return undefined;
      try {
        const result = await job(memory);
        await advanceAll();
        return result;
      } catch (error) {
        await crash(error);
        throw error;
      }
    });
    tail = turn.catch(() => undefined);
    return turn;
  };
  const arm = createArming({
    timers,
    callTask: deps.callTask,
    // A job that throws has already failed the execution.
    run: (job) => void run(job).catch(() => undefined),
  });

  const { timeoutAt } = memory.execution;
  if (timeoutAt !== undefined)
    timers.set('execution', timeoutAt, () => void run(timeOutExecution).catch(() => undefined));
  void run(() => undefined).catch(() => undefined);
  return {
    run,
    async halt() {
      stop();
      await tail;
    },
  };
}

function hasWork({ ready, ended, end }: ExecutionMemory): boolean {
  return end === undefined && ready.length + ended.length > 0;
}

/** Aborts an execution. */
export function abortExecution(memory: ExecutionMemory, reason: Pick<ExecutionEnd, 'error' | 'cause'> = {}): void {
  const details = { executionAbortedEventDetails: reason };
  endExecution(memory, { status: 'ABORTED', ...reason }, { type: 'ExecutionAborted', details, previous: 0 });
}

function timeOutExecution(memory: ExecutionMemory): void {
  const details = { executionTimedOutEventDetails: { error: 'States.Timeout' } };
  endExecution(memory, { status: 'TIMED_OUT' }, { type: 'ExecutionTimedOut', details, previous: 0 });
}

function pick({ status, output, error, cause, stoppedAt }: ExecutionEnd): Partial<Execution> {
  return { status, output, error, cause, stoppedAt };
}
