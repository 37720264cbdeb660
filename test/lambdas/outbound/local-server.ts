import { once } from 'node:events';
import type { Server } from 'node:net';
import { onTestFinished } from 'vitest';

/** Starts a server on loopback for one test, counts its connections, and ends it with all of them. */
export async function localServer(server: Server) {
  const sockets = new Set<{ destroy(): void }>();
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  const host = `127.0.0.1:${address.port}`;
  return {
    port: address.port,
    host,
    url: `http://${host}`,
    policy: { loopback: [host] },
    connections: () => connections,
  };
}
