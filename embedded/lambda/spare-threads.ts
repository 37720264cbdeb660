import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PreloadMessage } from './messages.ts';

/**
 * Heap for new objects: three semi-spaces, each of the size in `memory-limits.ts`, which takes precedence. V8's default lets each thread hold
 * up to 150 MB of garbage, and is hardly faster.
 */
const YOUNG_GENERATION_MB = 12;

/** What a spare thread loads: the modules of functions, which it does not yet run. */
export type Preload = Omit<PreloadMessage, 'kind'>;

/** Threads that have begun before the system knows its functions and their environments, because the last start needed them. */
export interface SpareThreads {
  /** Takes the thread that has loaded a module. @param memoryMb limit of its heap @returns undefined if there is none */
  take(module: string, memoryMb: number): Worker | undefined;
  /** Ends those that nobody has taken. */
  close(): void;
  /** Notes what the next start needs. */
  remember(preloads: readonly Preload[]): void;
}

/**
 * Starts the thread of an execution environment, which hosts no function yet.
 *
 * @param memoryMb limit of its heap, unless the process has one for every heap (`memory-limits.ts`), which takes precedence
 */
export function startThread(program: URL, memoryMb: number): Worker {
  return new Worker(program, {
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
}

/**
 * Starts spare threads. They do not keep the process alive.
 *
 * One processor is left for this thread, because nothing is ready before it is: when a thread has loaded its modules, the next one starts.
 *
 * @param program of an execution environment
 * @param memoryMb limit of the heap of each
 * @param preloads what each of them loads, the most urgent first
 * @param processors how many there are. @default those of the machine
 */
export function startSpareThreads(
  program: URL,
  memoryMb: number,
  preloads: readonly Preload[],
  processors: number = availableParallelism(),
): Omit<SpareThreads, 'remember'> {
  const waiting = new Map(preloads.map((preload) => [preload.module, preload]));
  const spare = new Map<string, Worker>();
  const startNext = (): void => {
    const [next] = waiting.values();
    if (next === undefined) return;
    waiting.delete(next.module);
    const thread = startThread(program, memoryMb);
    spare.set(next.module, thread);
    thread.unref();
    thread.once('message', startNext);
    // Whoever needs it starts another one.
    thread.once('exit', () => spare.delete(next.module));
    thread.on('error', () => undefined);
    thread.postMessage([{ kind: 'preload', ...next } satisfies PreloadMessage]);
  };
  for (let started = 0; started < Math.max(1, processors - 1); started += 1) startNext();
  return {
    take(module, limit) {
      waiting.delete(module);
      const thread = limit === memoryMb ? spare.get(module) : undefined;
      if (thread === undefined) return undefined;
      spare.delete(module);
      thread.ref();
      return thread;
    },
    close() {
      waiting.clear();
      for (const thread of spare.values()) void thread.terminate();
      spare.clear();
    },
  };
}
