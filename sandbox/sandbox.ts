import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { controlPlane } from './control-plane.ts';
import { FaultList } from './faults/fault-list.ts';
import { createProvisioning } from './provisioning/provisioning.ts';
import { createReceiver, type ReceiverCredentials } from './receiver/receiver.ts';
import { createSalesforce } from './salesforce/salesforce.ts';
import type { ClientCredentials } from './server/credentials.ts';
import { crossOriginReason } from './server/cross-origin-reason.ts';
import type { SandboxRequest } from './server/exchange.ts';
import { readBody } from './server/http.ts';
import type { Partner } from './server/partner.ts';
import { RequestLog } from './server/request-log.ts';
import { send } from './server/send.ts';
import { servePartner } from './server/serve-partner.ts';
import { Store } from './state/store.ts';
import { createZuora } from './zuora/zuora.ts';

/** What the partners want to see from a caller. */
export interface SandboxCredentials {
  readonly salesforce: ClientCredentials;
  readonly zuora: ClientCredentials;
  readonly provisioning: { readonly username: string; readonly password: string };
  readonly receiver: ReceiverCredentials;
}

/** How to start the sandbox. */
export interface SandboxOptions {
  /**
   * TCP port on 127.0.0.1; 0 takes any free one.
   * @default 3100
   */
  readonly port?: number | undefined;
  readonly credentials: SandboxCredentials;
  /**
   * File in which the partners keep what they know, so that it outlives the process.
   * @default none: they forget everything at the end
   */
  readonly stateFile?: string | undefined;
}

/** A running sandbox. */
export interface Sandbox {
  /** For example `http://127.0.0.1:3100`. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and cuts every connection, also those that hang. */
  close(): Promise<void>;
}

const USUAL_PORT = 3100;

/** A caller that uses an idle connection which was just ended cannot know whether its request arrived. */
const KEEP_ALIVE_MS = 10 * 60_000;

/**
 * Starts the stand-ins of the partner systems on one port, by path: `/salesforce`, `/zuora`, `/provisioning`, `/receiver`.
 * `GET /` describes the control plane. Requests that {@link crossOriginReason} names are answered with 403 and leave no trace.
 *
 * @throws Error when the port is taken or the state file cannot be read.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { credentials } = options;
  const store = Store.open(options.stateFile);
  const faults = new FaultList();
  const requests = new RequestLog();
  const closing = new AbortController();
  const partners = new Map<string, Partner>(
    [
      createSalesforce(credentials.salesforce),
      createZuora(credentials.zuora),
      createProvisioning(credentials.provisioning),
      createReceiver(credentials.receiver),
    ].map((partner) => [partner.name, partner]),
  );

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const foreign = crossOriginReason(message.headers);
    if (foreign !== undefined) return send(response, { status: 403, body: { message: foreign } });
    const target = splitTarget(message.url ?? '/');
    const partner = partners.get(target.first);
    const logged = partner && requests.add(message.method ?? '', target.path);
    const body = await readBody(message);
    if (body === 'too-large') {
      if (logged) logged.status = 413;
      return send(response, { status: 413, body: { message: 'Expected a body of 10 MB at most.' } });
    }
    const request: SandboxRequest = {
      method: message.method ?? '',
      path: partner ? target.rest : target.path,
      query: target.query,
      headers: message.headers,
      body: body.text,
      origin: `http://127.0.0.1:${message.socket.localPort}`,
    };
    if (partner && logged) {
      const serving = { store, faults, closing: closing.signal };
      return servePartner(serving, partner, request, response, logged);
    }
    const unknown = { status: 404, body: { message: `Nothing is at ${target.path}: GET / says what is here.` } };
    send(response, controlPlane({ store, faults, requests }, request) ?? unknown);
  }

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (message, response) => {
    serve(message, response).catch((error: unknown) => {
      send(response, { status: 500, body: { message: error instanceof Error ? error.message : String(error) } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      store.close();
      reject(error);
    });
    server.listen(options.port ?? USUAL_PORT, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  async function shutDown(): Promise<void> {
    closing.abort();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    store.close();
  }
  let shutdown: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close() {
      shutdown ??= shutDown();
      return shutdown;
    },
  };
}

/** Splits a request target by hand: a URL parser would throw on some targets and fold `..` in others. */
function splitTarget(target: string): { path: string; first: string; rest: string; query: URLSearchParams } {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const first = path.split('/')[1] ?? '';
  return {
    path,
    first,
    rest: path.slice(first.length + 1),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark)),
  };
}
