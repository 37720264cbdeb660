import type { DeliveryResult } from './deliver-event.ts';
import type { Delivery, EventLog } from './event-log.ts';
import { retryDelayMs } from './retry-schedule.ts';

/** What the dispatcher works with. */
export interface DispatcherOptions {
  readonly log: EventLog;
  deliver(delivery: Delivery): Promise<DeliveryResult>;
  /** Divides every delay. */
  readonly timeScale: number;
  /** Deliveries that run at the same time. */
  readonly concurrency: number;
}

/** Carries deliveries out, each when it is due, until they are done or given up. */
export interface Dispatcher {
  add(deliveries: readonly Delivery[]): void;
  /** Starts nothing more and waits for what runs; what is left stays pending in the log. */
  close(): Promise<void>;
}

/** Makes a dispatcher; the state of each delivery is in the log before and after each attempt. */
export function createDispatcher({ log, deliver, timeScale, concurrency }: DispatcherOptions): Dispatcher {
  const ready: Delivery[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let closed = false;

  const attempt = async (delivery: Delivery): Promise<void> => {
    const result = await deliver(delivery);
    // Closing ends functions, which fails their deliveries: these stay pending.
    if (closed && !result.ok) return;
    if (result.ok) return log.delivered(delivery.id);
    const failures = delivery.failures + 1;
    const ageMs = (Date.now() - Date.parse(delivery.event.time)) * timeScale;
    const delay = retryDelayMs(result.retry, { failures, ageMs }, delivery.target.RetryPolicy, Math.random());
    if (delay === null) return log.givenUp(delivery.id, failures, result.error);
    const nextAt = Math.round(Date.now() + delay / timeScale);
    log.failed(delivery.id, failures, nextAt, result.error);
    schedule({ ...delivery, failures, nextAt });
  };

  const dispatch = (): void => {
    while (!closed && running.size < concurrency) {
      const delivery = ready.shift();
      if (delivery === undefined) return;
      const run: Promise<void> = attempt(delivery).finally(() => {
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
