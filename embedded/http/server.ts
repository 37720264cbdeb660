import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The server cannot listen on a port. */
export class PortUnavailable extends Error {
  override readonly name = 'PortUnavailable';
  readonly port: number;

  constructor(port: number, options?: ErrorOptions) {
    super(
      `Port ${port} of 127.0.0.1 is in use or not allowed: stop the process that uses it, or choose another port.`,
      options,
    );
    this.port = port;
  }
}

/** Clients reuse idle connections. A request on one that the server has just closed fails, so the server closes late. */
const KEEP_ALIVE_MS = 10 * 60_000;

/**
 * Starts listening on 127.0.0.1 and keeps idle connections for ten minutes.
 *
 * @param port 0 for any free one
 * @returns the port
 * @throws PortUnavailable when the port is in use or the process may not use it
 */
export async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.once('error', reject).listen(port, '127.0.0.1', resolve);
  await promise.catch((cause: unknown) => Promise.reject(new PortUnavailable(port, { cause })));
  server.off('error', reject);
  return (server.address() as AddressInfo).port;
}

/** How often idle connections are closed while a server stops. */
const CLOSE_IDLE_EVERY_MS = 50;

/**
 * Stops a server: it accepts no connections, closes idle ones and lets running requests finish.
 *
 * @param graceMs milliseconds after which the connections of running requests are destroyed
 */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // A kept-alive connection becomes idle only when its request ends.
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(deadline);
}
