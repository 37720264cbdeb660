import type { Server } from 'node:http';
import { http } from '../http/node-http.ts';
import { closeServer, listen } from '../http/server.ts';

/** The port of the AWS services. It is known before the services are open. */
export interface AwsFront {
  /** For example `http://127.0.0.1:3001`. */
  readonly url: string;
  /** Passes requests to the endpoint from now on. Until then they get a 503. */
  serve(endpoint: Server): void;
  /** Answers 503 again, which clients retry: the services are about to close. */
  pause(): void;
  close(): Promise<void>;
}

/** How long requests may still take once the front closes. */
const CLOSE_GRACE_MS = 1000;

/**
 * Binds the port of the AWS services on 127.0.0.1.
 *
 * @param port 0 for any free one
 * @throws PortUnavailable the port is taken
 */
export async function openAwsFront(port: number): Promise<AwsFront> {
  let endpoint: Server | undefined;
  const server = http.createServer((request, response) => {
    if (endpoint === undefined) response.writeHead(503).end();
    else endpoint.emit('request', request, response);
  });
  const bound = await listen(server, port);
  return {
    url: `http://127.0.0.1:${bound}`,
    serve(opened) {
      endpoint = opened;
    },
    pause() {
      endpoint = undefined;
    },
    close: () => closeServer(server, CLOSE_GRACE_MS),
  };
}
