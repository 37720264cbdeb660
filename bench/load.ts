/** Result of a load. */
export interface LoadResult {
  readonly orders: number;
  readonly failed: number;
  readonly seconds: number;
  /** Milliseconds that each order took, shortest first. */
  readonly latencies: readonly number[];
}

/** A load in a closed loop. */
export interface LoadOptions {
  /** How many callers send and wait at the same time. */
  readonly callers: number;
  /** How many orders all callers send together. */
  readonly orders: number;
  /** Ends the load early. @default none: all orders are sent */
  readonly maxSeconds?: number;
  /** Sends one order and waits until it has ended. */
  run(order: number): Promise<void>;
  /** Called after each order. */
  onOrder?(done: number): void;
}

/** Sends orders until all have ended or the time is up. A caller sends its next order when the previous one has ended. */
export async function sendLoad(options: LoadOptions): Promise<LoadResult> {
  const { callers, orders, maxSeconds = Number.POSITIVE_INFINITY, run, onOrder } = options;
  const started = performance.now();
  const latencies: number[] = [];
  let sent = 0;
  let failed = 0;
  const elapsed = (): number => (performance.now() - started) / 1000;
  const call = async (): Promise<void> => {
    while (sent < orders && elapsed() < maxSeconds) {
      const order = sent;
      sent += 1;
      const began = performance.now();
      await run(order).then(
        () => latencies.push(performance.now() - began),
        () => {
          failed += 1;
        },
      );
      onOrder?.(latencies.length + failed);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return {
    orders: latencies.length,
    failed,
    seconds: elapsed(),
    latencies: latencies.sort((left, right) => left - right),
  };
}

/** Returns the value below which this share of sorted numbers lies; NaN if there are none. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
