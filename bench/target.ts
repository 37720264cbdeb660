import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The server that every step of the job calls. */
export interface Target {
  readonly url: string;
  /** Keeps its replies back from now on, or sends them and all further ones. */
  hold(isHeld: boolean): void;
  /** Returns how many requests it has replied to. */
  replies(): number;
  close(): Promise<void>;
}

/** Starts the server. It answers every POST immediately with a short JSON object. */
export async function startTarget(): Promise<Target> {
  let held: (() => void)[] | undefined;
  let replies = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const reply = (): void => {
      replies += 1;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    };
    request.resume().once('end', () => {
      if (held === undefined) reply();
      else held.push(reply);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold(isHeld) {
      for (const reply of held ?? []) reply();
      held = isHeld ? [] : undefined;
    },
    replies: () => replies,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
