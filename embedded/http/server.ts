import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A port cannot be listened on. */
export class PortUnavailable extends Error {
  override readonly name = 'PortUnavailable';
  readonly port: number;

  constructor(port: number, options?: ErrorOptions) {
    super(
      `port ${port} of 127.0.0.1 is taken or not allowed: stop what listens there, or choose another port.`,
      options,
    );
    this.port = port;
  }
}

/** Clients keep idle connections and use them again; one that the server ended first breaks a request. */
const KEEP_ALIVE_MS = 10 * 60_000;

/**
 * Makes a server listen on the loopback interface, and keep idle connections for ten minutes.
 *
 * @param port 0 for any free one
 * @returns the port
 * @throws PortUnavailable when the port is taken or needs rights that the process lacks
 */
export async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.once('error', reject).listen(port, '127.0.0.1', resolve);
  await promise.catch((cause: unknown) => Promise.reject(new PortUnavailable(port, { cause })));
  server.off('error', reject);
  return (server.address() as AddressInfo).port;
}

const LOOK_MS = 50;

/**
 * Stops a server: no new connections, idle ones are ended, running requests may finish.
 *
 * @param graceMs after which the connections of running requests are destroyed
 */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // A kept-alive connection turns idle only when its running request ends: looked for again until all are gone.
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(deadline);
}
