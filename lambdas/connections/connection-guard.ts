import type { ConnectionSignal } from '../../core/connections/attempt-signal.ts';
import type { Outage } from '../../core/connections/connection-state.ts';

/** Lets orders call a partner, or not, and learns from what happened. One for each environment of a function. */
export interface ConnectionGuard {
  /**
   * Returns whether an order may call the partner now. Never throws: without the store, every order may.
   *
   * @param tryMs how long its call may take
   */
  admits(connection: string, orderId: string, tryMs: number): Promise<boolean>;
  /** Records what an attempt said about its connection. Never throws. @returns whether the connection is open now */
  learn(connection: string, signal: ConnectionSignal, outage: Outage): Promise<boolean>;
}

/** How long a function may not notice that an operator opened a connection. */
export const HEALTHY_MS = 60_000;

/**
 * Creates a guard for the good path, on which it neither reads nor writes, and loads no more code than this: a connection counts as
 * closed until a call meets an outage. Only a function that is busy for more than a minute looks at the state once a minute.
 *
 * @param load loads the guard that knows what to do then
 */
export function createConnectionGuard(load: () => Promise<ConnectionGuard>, now: () => Date): ConnectionGuard {
  const healthySince = new Map<string, number>();
  let loaded: Promise<ConnectionGuard> | undefined;
  const guard = () => {
    loaded ??= load();
    return loaded;
  };
  return {
    async admits(connection, orderId, tryMs) {
      if (loaded === undefined) {
        const time = now().getTime();
        const since = healthySince.get(connection) ?? time;
        healthySince.set(connection, since);
        if (time - since < HEALTHY_MS) return true;
      }
      return (await guard()).admits(connection, orderId, tryMs);
    },
    async learn(connection, signal, outage) {
      if (loaded === undefined && signal !== 'outage') return false;
      return (await guard()).learn(connection, signal, outage);
    },
  };
}
