import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** The server that every step calls. It answers after up to 20 milliseconds, so that a kill finds calls in flight. */
export async function startTarget(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      void wait(Math.random() * 20).then(() =>
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Returns the tenant file of the test: three steps that call the target, one after the other. */
export function tenantFile(targetUrl: string): object {
  const step = (id: string): object => ({
    name: 'calloutPlugin',
    id,
    critical: true,
    // A call that a kill interrupted is repeated after its lease.
    timeoutSeconds: 3,
    options: { endpoint: `${targetUrl}/${id}` },
  });
  return {
    tenant: 'durability',
    outbound: { allowedHosts: [new URL(targetUrl).hostname] },
    processOrder: ['one', 'two', 'three'].map(step),
  };
}
