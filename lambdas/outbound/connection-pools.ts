import type { Agent as HttpAgent } from 'node:http';
import * as http from 'node:http';
import * as https from 'node:https';
import type { Target } from './check-target.ts';

/** Which connection a request may use: any open one, one that was used within the last second, or only a new one. */
export type ConnectionUse = 'any' | 'fresh' | 'new';

/** The connection pools of a client. */
export interface ConnectionPools {
  /** Returns the pool for a request. */
  pick(target: Pick<Target, 'protocol' | 'loopback'>, use: ConnectionUse): HttpAgent;
  /** Closes idle connections. */
  close(): void;
}

/** Servers keep an idle connection open for at least twice as long. */
const FRESH_MS = 1000;

/**
 * Creates pools that keep connections open, and pools that do not.
 *
 * Node's agent unrefs idle sockets: they delay neither the end of a process nor the freezing of a Lambda. Loopback has
 * separate pools, so that a policy without loopback never gets a socket to it.
 */
export function createConnectionPools(): ConnectionPools {
  const pools = new Map<string, HttpAgent>();
  const idleSince = new WeakMap<object, number>();

  const createPool = (protocol: Target['protocol'], keepAlive: boolean): HttpAgent => {
    const pool = protocol === 'https:' ? new https.Agent({ keepAlive }) : new http.Agent({ keepAlive });
    return pool.on('free', (socket) => idleSince.set(socket, Date.now()));
  };
  // By the time of day: the monotonic clock may stand still while a Lambda is frozen.
  const isFresh = (socket: object, now: number): boolean => {
    const idleMs = now - (idleSince.get(socket) ?? 0);
    return idleMs >= 0 && idleMs <= FRESH_MS;
  };
  const closeStale = ({ freeSockets }: HttpAgent): void => {
    const now = Date.now();
    for (const host of Object.keys(freeSockets))
      for (const socket of freeSockets[host] ?? []) if (!isFresh(socket, now)) socket.destroy();
  };

  return {
    pick({ protocol, loopback }, use) {
      const keepAlive = use !== 'new';
      const key = `${protocol} ${loopback} ${keepAlive}`;
      const pool = pools.get(key) ?? createPool(protocol, keepAlive);
      pools.set(key, pool);
      if (use === 'fresh') closeStale(pool);
      return pool;
    },
    close() {
      for (const pool of pools.values()) pool.destroy();
      pools.clear();
    },
  };
}
