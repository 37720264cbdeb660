import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The server that every step of the job calls. */
export interface Target {
  readonly url: string;
  /** Returns the number of calls since it started. */
  calls(): number;
  close(): Promise<void>;
}

/** Starts the server. It answers every POST immediately with a short JSON object. */
export async function startTarget(): Promise<Target> {
  let calls = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    calls += 1;
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
