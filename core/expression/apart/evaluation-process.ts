import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EVALUATE_ARGUMENT, type EvaluationReply, type EvaluationRequest, OUT_OF_MEMORY_SIGNAL } from './messages.ts';

/** Heap of a process, in megabytes. The largest order has less than one. */
export const HEAP_MB = 64;

/** Heap for new objects, in megabytes. V8's default would let an idle process keep 48 MB of garbage. */
const YOUNG_GENERATION_MB = 4;

/** Milliseconds that a process may take to start. It takes 100; a busy or throttled processor needs far more. */
const START_LIMIT_MS = 20_000;

// Node aborts with one of these when its heap is full.
const HEAP_SIGNALS: readonly (NodeJS.Signals | null)[] = ['SIGABRT', 'SIGTRAP', 'SIGILL', OUT_OF_MEMORY_SIGNAL];

/** How an evaluation in another process ended. */
export type EvaluationEnd =
  | Exclude<EvaluationReply, { kind: 'ready' }>
  | { readonly kind: 'late' }
  | { readonly kind: 'out-of-memory' }
  /** The process did not start, or was ended from outside. */
  | { readonly kind: 'lost'; readonly reason: string };

/** A process that evaluates one expression at a time. */
export interface EvaluationProcess {
  /** Resolves when the process is ready: to undefined, or to the reason why it is not. */
  readonly started: Promise<string | undefined>;
  isAlive(): boolean;
  /** Evaluates an expression. The process must be ready, and nothing else may be under way. */
  evaluate(request: EvaluationRequest, limitMs: number): Promise<EvaluationEnd>;
  /** Ends the process. */
  end(): void;
}

/**
 * Starts a process that evaluates expressions.
 *
 * A separate process, because only its end stops a regular expression and V8 alike: a thread whose heap is full can take the
 * whole process with it. It has no environment variables, and may neither write files nor start processes.
 *
 * @param program URL of a module that calls `serveEvaluations`
 */
export function startEvaluationProcess(program: string): EvaluationProcess {
  // Loaded here, because most functions never start a process.
  const { fork } = process.getBuiltinModule('node:child_process');
  const child = fork(fileURLToPath(program), [EVALUATE_ARGUMENT], {
    execArgv: [
      '--permission',
      '--allow-fs-read=*',
      '--allow-worker',
      `--max-old-space-size=${HEAP_MB}`,
      `--max-semi-space-size=${YOUNG_GENERATION_MB}`,
    ],
    env: { TZ: ':UTC' },
    // The process ends when its standard input does, and with that when this one does.
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
  });
  let onEnd: (end: EvaluationEnd) => void = () => {};
  let alive = true;
  const ended = (end: EvaluationEnd): void => {
    alive = false;
    child.kill('SIGKILL');
    onEnd(end);
  };
  child.on('error', (error) => ended({ kind: 'lost', reason: error.message }));
  child.on('exit', (status, signal) =>
    ended(
      HEAP_SIGNALS.includes(signal) || status === 134
        ? { kind: 'out-of-memory' }
        : { kind: 'lost', reason: `it ended with ${signal ?? `status ${status}`}` },
    ),
  );

  const wait = (limitMs: number, late: EvaluationEnd): Promise<EvaluationEnd> => {
    const { promise, resolve } = Promise.withResolvers<EvaluationEnd>();
    const timer = setTimeout(() => ended(late), limitMs);
    keepAlive(child, true);
    onEnd = (end) => {
      onEnd = () => {};
      clearTimeout(timer);
      keepAlive(child, false);
      resolve(end);
    };
    return promise;
  };
  child.on('message', (reply: EvaluationReply) => {
    onEnd(reply.kind === 'ready' ? { kind: 'value' } : reply);
  });

  const start = wait(START_LIMIT_MS, { kind: 'lost', reason: 'it took too long to start' });
  return {
    started: start.then((end) => ('reason' in end ? end.reason : end.kind === 'value' ? undefined : end.kind)),
    isAlive: () => alive,
    evaluate(request, limitMs) {
      const end = wait(limitMs, { kind: 'late' });
      child.send(request, (error) => {
        if (error !== null) ended({ kind: 'lost', reason: error.message });
      });
      return end;
    },
    end: () => ended({ kind: 'lost', reason: 'it was ended' }),
  };
}

/** Lets a process with nothing to do not keep this one from ending. */
function keepAlive(child: ChildProcess, needed: boolean): void {
  const { channel, stdin } = child;
  if (needed) {
    child.ref();
    channel?.ref();
    return;
  }
  child.unref();
  channel?.unref();
  if (stdin !== null && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
}
