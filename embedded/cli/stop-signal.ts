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

/** Waits until a signal aborts; returns at once if it already has. */
export async function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) return;
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}
