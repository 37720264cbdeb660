/** Exit code of a process that SIGINT ended, as in shells. */
const INTERRUPTED = 130;

/** The part of `process` that receives signals. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
}

/** Returns a signal that aborts at the first SIGINT or SIGTERM. A second one ends the process at once. */
export function stopSignal(source: SignalSource = process): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    source.on(signal, () => {
      if (stop.signal.aborted) source.exit(INTERRUPTED);
      stop.abort();
    });
  }
  return stop.signal;
}

/** How often the parent is looked at. */
const PARENT_EVERY_MS = 500;

/**
 * Stops this process with npm: npm does not pass SIGTERM on, it only ends, and with it the shell in between.
 *
 * @param env of this process; npm names its script there. Without it, a parent that ends means nothing
 * @param stop called once, when the process has another parent
 */
export function stopWithNpm(env: Readonly<Record<string, string | undefined>>, stop: () => void): void {
  if (env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_EVERY_MS);
  timer.unref();
}

/** Waits until a signal aborts; returns at once if it already has. */
export async function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) return;
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}
