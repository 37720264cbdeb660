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

/** Starts the thread of an execution environment, which hosts no function yet. @param memoryMb limit of its heap */
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
 * @param program of an execution environment
 * @param memoryMb limit of the heap of each
 * @param preloads what each of them loads
 */
export function startSpareThreads(
  program: URL,
  memoryMb: number,
  preloads: readonly Preload[],
): Omit<SpareThreads, 'remember'> {
  const spare = new Map<string, Worker>();
  for (const preload of preloads) {
    const thread = startThread(program, memoryMb);
    thread.unref();
    thread.postMessage([{ kind: 'preload', ...preload } satisfies PreloadMessage]);
    spare.set(preload.module, thread);
    // Whoever needs it starts another one.
    thread.once('exit', () => spare.delete(preload.module));
    thread.on('error', () => undefined);
  }
  return {
    take(module, limit) {
      const thread = limit === memoryMb ? spare.get(module) : undefined;
      if (thread === undefined) return undefined;
      spare.delete(module);
      thread.ref();
      return thread;
    },
    close() {
      for (const thread of spare.values()) void thread.terminate();
      spare.clear();
    },
  };
}
