/** Exit code of a process that ended by SIGINT, as shells give it. */
const INTERRUPTED = 130;

/** What of the process the signals need; a test gives its own. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
}

/** Aborts at the first SIGINT or SIGTERM; the second one ends the process at once. */
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

/** Waits until a signal aborts; returns at once when it already has. */
export async function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) return;
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}
