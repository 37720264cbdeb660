import { untilSpace } from '../sqlite/store-full.ts';
import type { DeliveryResult } from './deliver-event.ts';
import type { Delivery, EventLog } from './event-log.ts';
import type { Target } from './target.ts';

/** Options of {@link createDispatcher}. */
export interface DispatcherOptions {
  readonly log: EventLog;
  deliver(delivery: Delivery): Promise<DeliveryResult>;
  /** Divides every delay. */
  readonly timeScale: number;
  /** Limit of concurrent deliveries. */
  readonly concurrency: number;
}

/** Runs each delivery when it is due, until it succeeds or is given up. */
export interface Dispatcher {
  add(deliveries: readonly Delivery[]): void;
  /** Stops new deliveries and waits for running ones; the others stay pending in the log. */
  close(): Promise<void>;
}

/** Creates a dispatcher. The state of each delivery is in the log before and after each attempt. */
export function createDispatcher({ log, deliver, timeScale, concurrency }: DispatcherOptions): Dispatcher {
  const ready: Delivery[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let closed = false;
  const isClosed = (): boolean => closed;

  const attempt = async (delivery: Delivery): Promise<void> => {
    const result = await deliver(delivery);
    // Closing ends running functions and so fails their deliveries, which stay pending.
    if (closed && !result.ok) return;
    if (result.ok) return untilSpace(() => log.delivered(delivery.id), isClosed);
    const failures = delivery.failures + 1;
    const ageMs = (Date.now() - Date.parse(delivery.event.time)) * timeScale;
    const delay = retryDelayMs(result.retry, { failures, ageMs }, delivery.target.RetryPolicy, Math.random());
    if (delay === null) return untilSpace(() => log.givenUp(delivery.id, failures, result.error), isClosed);
    const nextAt = Math.round(Date.now() + delay / timeScale);
    await untilSpace(() => log.failed(delivery.id, failures, nextAt, result.error), isClosed);
    schedule({ ...delivery, failures, nextAt });
  };

  const dispatch = (): void => {
    while (!closed && running.size < concurrency) {
      const delivery = ready.shift();
      if (delivery === undefined) return;
      const run: Promise<void> = attempt(delivery)
        .catch((error: unknown) => {
          // The log cannot be written: an unhandled rejection would end the process.
          process.emitWarning(`Delivery ${delivery.id} stays pending until the next start: ${String(error)}`);
        })
        .finally(() => {
          running.delete(run);
          dispatch();
        });
      running.add(run);
    }
  };

  const schedule = (delivery: Delivery): void => {
    if (closed) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        ready.push(delivery);
        dispatch();
      },
      Math.max(0, delivery.nextAt - Date.now()),
    );
    timers.add(timer);
  };

  return {
    add(deliveries) {
      for (const delivery of deliveries) schedule(delivery);
    },
    async close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}

const SECOND_MS = 1000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;
const MAX_DELAY_MS = 15 * 60 * SECOND_MS;

type Failure = Extract<DeliveryResult, { ok: false }>;

/**
 * Returns the delay before a failed delivery is retried, in milliseconds; null when it is given up.
 *
 * A target that cannot be reached is retried 185 times within 24 hours, or as its policy says, with exponential delays and
 * jitter (Amazon EventBridge User Guide, "Retrying event delivery"). A failed function is retried twice, after one and two
 * minutes (AWS Lambda Developer Guide, "Error handling for asynchronous invocation").
 *
 * @param failures failed attempts, including this one
 * @param ageMs age of the event
 * @param random a number from 0 up to 1
 */
export function retryDelayMs(
  retry: Failure['retry'],
  { failures, ageMs }: { readonly failures: number; readonly ageMs: number },
  policy: Target['RetryPolicy'],
  random: number,
): number | null {
  if (retry === 'never') return null;
  if (retry === 'function') return failures > 2 ? null : failures * 60 * SECOND_MS;
  const longestAgeMs = (policy?.MaximumEventAgeInSeconds ?? DAY_MS / SECOND_MS) * SECOND_MS;
  if (failures > (policy?.MaximumRetryAttempts ?? 185) || ageMs >= longestAgeMs) return null;
  const delay = Math.min(MAX_DELAY_MS, SECOND_MS * 2 ** (failures - 1));
  return delay * (0.5 + random / 2);
}
