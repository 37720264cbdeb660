import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import * as z from 'zod';

/** Options of {@link startServices}. */
export interface ServicesOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** `secrets.json` in the data folder of the tenant: `npm start` has made the signing secret of the webhook. */
  readonly secretsFile: string;
  /** Receives a line for each request. */
  print(line: string): void;
}

/** The services of the publisher. */
export interface Services {
  readonly port: number;
  close(): Promise<void>;
}

const SIGNING_SECRET = 'publisher/webhooks/newsroom';

interface Reply {
  readonly status: number;
  readonly body?: object;
}

/** Serves the readers' service, which a step calls, and the receiver of the newsroom's webhook. */
export async function startServices({ port, print, secretsFile }: ServicesOptions): Promise<Services> {
  /** Readers by the key of the request that made them: a repeat must not make another one. */
  const readers = new Map<string, object>();
  /** Webhooks that arrived. One may arrive again. */
  const seen = new Set<string>();

  const handle = async (request: IncomingMessage): Promise<Reply> => {
    const body = await text(request);
    const [, service, key] = (request.url ?? '').split('/').map(decodeURIComponent);
    switch (`${request.method} ${service}`) {
      case 'POST readers':
        return { status: 200, body: readerOf(String(request.headers['idempotency-key'])) };
      case 'GET readers':
        return readers.has(key ?? '') ? { status: 200, body: readers.get(key ?? '') ?? {} } : { status: 404 };
      case 'POST orders':
        return { status: await receive(request, body) };
      default:
        return { status: 404 };
    }
  };

  const readerOf = (key: string): object => {
    const reader = readers.get(key) ?? { readerId: `reader-${readers.size + 1}` };
    readers.set(key, reader);
    return reader;
  };

  const receive = async ({ headers }: IncomingMessage, body: string): Promise<number> => {
    const secrets = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(secretsFile, 'utf8')));
    try {
      new Webhook(String(secrets[SIGNING_SECRET])).verify(body, headers as Record<string, string>);
    } catch {
      return 401;
    }
    const id = String(headers['webhook-id']);
    if (seen.has(id)) return 204;
    seen.add(id);
    const { orderId, type } = z.object({ type: z.string(), orderId: z.string() }).parse(JSON.parse(body));
    print(`newsroom: ${type} of ${orderId}`);
    return 204;
  };

  const server = createServer(async (request, response) => {
    const { body, status } = await handle(request).catch(() => ({ status: 500, body: undefined }));
    print(`${request.method} ${request.url} ${status}`);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

if (import.meta.main) {
  const { DATA_DIR = '.data/publisher' } = process.env;
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const { port } = await startServices({ port: 9998, secretsFile: `${DATA_DIR}/secrets.json`, print });
  print(`The publisher's services listen on http://localhost:${port}. Press Ctrl-C to stop.`);
}
