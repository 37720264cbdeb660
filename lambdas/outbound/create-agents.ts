import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Target } from './target.ts';

/** The connection pools of a client. */
export interface Agents {
  /** The pool for a target, made when it is first needed. */
  pick(target: Target, reuse: boolean): HttpAgent;
  /** Closes idle connections. */
  close(): void;
}

/**
 * Keeps connections open for requests that reuse them, and dials anew for the others.
 *
 * Idle sockets are unref'd by Node's agent: they hold up neither the end of a process nor the freezing of a Lambda.
 * Loopback has pools of its own, so that a policy without loopback never gets a socket to it.
 */
export function createAgents(): Agents {
  const pools = new Map<string, HttpAgent>();
  return {
    pick({ protocol, loopback }, reuse) {
      const key = `${protocol} ${loopback} ${reuse}`;
      const pool = pools.get(key) ?? createPool(protocol, reuse);
      pools.set(key, pool);
      return pool;
    },
    close() {
      for (const pool of pools.values()) pool.destroy();
      pools.clear();
    },
  };
}

function createPool(protocol: Target['protocol'], keepAlive: boolean): HttpAgent {
  return protocol === 'https:' ? new HttpsAgent({ keepAlive }) : new HttpAgent({ keepAlive });
}
