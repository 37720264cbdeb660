import type { Server } from 'node:http';

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
