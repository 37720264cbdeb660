import { type ConnectionSettingsByName, connectionSettingsOf } from '../../core/connections/connection-settings.ts';
import { admitCall, afterAnswer, afterOutage, type ConnectionState } from '../../core/connections/connection-state.ts';
import { type ConnectionGuard, HEALTHY_MS } from './connection-guard.ts';
import type { ConnectionStore } from './connection-store.ts';

/** Dependencies of a guard. */
export interface ConnectionGuardPorts {
  readonly store: Pick<ConnectionStore, 'peek' | 'change'>;
  readonly connections: ConnectionSettingsByName;
  now(): Date;
  /** Called with an error of the store. */
  onError(message: string, error: unknown): void;
}

/** What an environment remembers of a connection. */
interface Remembered {
  readonly state: ConnectionState;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** How old the remembered state of a connection may be that is failing. */
const FAILING_MS = 1_000;

/**
 * Creates the guard of an environment that has met an outage, or is busy for longer than a minute. It reads the state of a connection
 * before a call: at most once a second while it is failing, otherwise once a minute.
 */
export function createBreakerGuard({ store, connections, now, onError }: ConnectionGuardPorts): ConnectionGuard {
  const remembered = new Map<string, Remembered>();
  const remember = (name: string, state: ConnectionState): ConnectionState => {
    remembered.set(name, { state, at: now().getTime() });
    return state;
  };

  const current = async (name: string): Promise<ConnectionState> => {
    const known = remembered.get(name);
    const maxAge = isFailing(known?.state ?? {}) ? FAILING_MS : HEALTHY_MS;
    if (known !== undefined && now().getTime() - known.at < maxAge) return known.state;
    return remember(name, await store.peek(name));
  };

  const attempt = async (doing: string, call: () => Promise<boolean>, otherwise: boolean): Promise<boolean> => {
    try {
      return await call();
    } catch (error) {
      onError(`Could not ${doing}`, error);
      return otherwise;
    }
  };

  return {
    admits: (name, orderId, tryMs) =>
      attempt(
        `read the state of connection ${name}; the order calls it`,
        async () => {
          const admission = admitCall(await current(name), orderId, now(), tryMs);
          if (admission.kind !== 'try') return admission.kind === 'call';
          const state = await store.change(name, (found) => {
            const fresh = admitCall(found, orderId, now(), tryMs);
            return fresh.kind === 'try' ? fresh.next : found;
          });
          return admitCall(remember(name, state), orderId, now(), tryMs).kind === 'call';
        },
        true,
      ),

    learn: (name, signal, outage) =>
      attempt(
        `record the state of connection ${name}`,
        async () => {
          const known = remembered.get(name)?.state ?? {};
          if (signal === 'outage') {
            const settings = connectionSettingsOf(connections, name);
            const state = await store.change(name, (found) => afterOutage(found, outage, settings, now()));
            return remember(name, state).breaker !== undefined;
          }
          if (signal === 'answered' && afterAnswer(known, outage.orderId, now()) !== known)
            remember(name, await store.change(name, (found) => afterAnswer(found, outage.orderId, now())));
          return false;
        },
        false,
      ),
  };
}

function isFailing({ breaker, outages }: ConnectionState): boolean {
  return breaker !== undefined || outages !== undefined;
}
