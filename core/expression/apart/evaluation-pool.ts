import { type EvaluationEnd, type EvaluationProcess, startEvaluationProcess } from './evaluation-process.ts';
import type { EvaluationRequest } from './messages.ts';

/** Processes that evaluate at the same time; further evaluations wait. */
const MAX_PROCESSES = 4;

/** Milliseconds that an evaluation waits for the one before it, which usually takes less than one, before another process starts. */
const PATIENCE_MS = 50;

/** Milliseconds without work after which a process ends. */
const IDLE_MS = 30_000;

interface Waiting {
  readonly request: EvaluationRequest;
  readonly limitMs: number;
  resolve(end: EvaluationEnd): void;
}

/** Evaluates expressions in other processes, which are started when needed and ended when idle. */
export interface EvaluationPool {
  /**
   * Evaluates an expression, and ends it when it is late or needs too much memory. Others go on meanwhile.
   *
   * @param limitMs milliseconds that the evaluation may take, without the time that it waits
   */
  evaluate(request: EvaluationRequest, limitMs: number): Promise<EvaluationEnd>;
}

/** Creates a pool of processes. @param program URL of a module that calls `serveEvaluations` */
export function createEvaluationPool(program: string): EvaluationPool {
  const waiting: Waiting[] = [];
  const idle: EvaluationProcess[] = [];
  /** Processes that start, work or are idle. */
  let count = 0;
  let isStarting = false;
  let idleTimer: NodeJS.Timeout | undefined;

  const start = async (): Promise<void> => {
    isStarting = true;
    count += 1;
    const process = startEvaluationProcess(program);
    const failure = await process.started;
    isStarting = false;
    if (failure !== undefined) waiting.shift()?.resolve({ kind: 'lost', reason: failure });
    await work(process);
  };

  const work = async (process: EvaluationProcess): Promise<void> => {
    while (process.isAlive()) {
      const next = waiting.shift();
      if (next === undefined) {
        idle.push(process);
        clearTimeout(idleTimer);
        idleTimer = setTimeout(endIdle, IDLE_MS).unref();
        return;
      }
      next.resolve(await process.evaluate(next.request, next.limitMs));
    }
    count -= 1;
    grow();
  };

  const endIdle = (): void => {
    for (const process of idle.splice(0)) {
      process.end();
      count -= 1;
    }
  };

  const takeIdle = (): EvaluationProcess | undefined => {
    const process = idle.pop();
    if (process === undefined || process.isAlive()) return process;
    count -= 1;
    return takeIdle();
  };

  /** Starts a process for the evaluations that wait, unless one starts already. */
  const grow = (): void => {
    if (waiting.length > 0 && !isStarting && count < MAX_PROCESSES) void start().finally(grow);
  };

  return {
    evaluate(request, limitMs) {
      const { promise, resolve } = Promise.withResolvers<EvaluationEnd>();
      waiting.push({ request, limitMs, resolve });
      const process = takeIdle();
      if (process !== undefined) void work(process);
      else if (count === 0) grow();
      else setTimeout(grow, PATIENCE_MS);
      return promise;
    },
  };
}
