import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * What happens to a request on its way to an AWS service.
 *
 * - `lost`: it does not arrive, and the connection breaks.
 * - `unanswered`: it is carried out, and the connection breaks before the reply.
 * - `slow`: it is carried out, and the reply does not come in time.
 * - `unanswered-once`: as `unanswered`, but only the first request, so that the client's own repeat gets through.
 */
export type Mishap = 'lost' | 'unanswered' | 'slow' | 'unanswered-once';

/** A service behind an unreliable network. */
export interface UnreliableEndpoint {
  readonly endpoint: string;
  /** What happens to every request of an operation, e.g. `PutItem`, until it is removed. */
  readonly mishaps: Map<string, Mishap>;
  close(): Promise<void>;
}

/** Serves an AWS endpoint through a network that fails as the test says. */
export async function startUnreliableEndpoint(target: string): Promise<UnreliableEndpoint> {
  const mishaps = new Map<string, Mishap>();
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const mishap = mishaps.get(operation);
    if (mishap === 'unanswered-once') mishaps.delete(operation);
    const body = await buffer(request);
    if (mishap === 'lost') {
      request.socket.destroy();
      return;
    }
    const { headers, method, url } = request;
    const forwarded = send(new URL(url ?? '/', target), { method, headers, agent: false }, async (reply) => {
      const content = await buffer(reply);
      if (mishap?.startsWith('unanswered')) request.socket.destroy();
      else if (mishap === undefined) response.writeHead(reply.statusCode ?? 500, reply.headers).end(content);
    });
    forwarded.on('error', () => request.socket.destroy());
    forwarded.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mishaps,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
