import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A received webhook. */
export interface Received {
  /** Path of the request, e.g. `/orders`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds, as `performance.now()`. */
  readonly at: number;
}

/** A receiver with an answer for each path. */
export interface WebhookReceiver {
  /** For example `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Returns the webhooks received at a path, oldest first. */
  received(path: string): readonly Received[];
  /** Sets the answer of a path: a status, or a function that answers. @default 204 */
  answers(path: string, answer: number | ((response: ServerResponse) => void)): void;
  close(): Promise<void>;
}

/** Starts a receiver on a free port of 127.0.0.1. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const all: Received[] = [];
  const answers = new Map<string, number | ((response: ServerResponse) => void)>();
  const server = createServer(async (request, response) => {
    const at = performance.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    all.push({ path, headers, body: Buffer.concat(chunks).toString('utf8'), at });
    const answer = answers.get(path) ?? 204;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: (path) => all.filter((one) => one.path === path),
    answers: (path, answer) => void answers.set(path, answer),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
