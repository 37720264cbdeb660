import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerControlPlane } from './control-plane.ts';
import { createFaultList } from './faults/fault-list.ts';
import { createProvisioning } from './provisioning/provisioning.ts';
import { createReceiver, type ReceiverCredentials } from './receiver/receiver.ts';
import { createSalesforce } from './salesforce/salesforce.ts';
import type { ClientCredentials } from './server/credentials.ts';
import { crossOriginReason } from './server/cross-origin-reason.ts';
import type { SandboxRequest } from './server/exchange.ts';
import { createExchangeRecorder } from './server/exchange-recorder.ts';
import { readBody, send } from './server/http.ts';
import { createLimits } from './server/limits.ts';
import { http } from './server/node-http.ts';
import type { Partner } from './server/partner.ts';
import { createRequestLog } from './server/request-log.ts';
import { matchRoute } from './server/route.ts';
import { servePartner } from './server/serve-partner.ts';
import { openStore } from './state/store.ts';
import type { ZuoraCatalog } from './zuora/catalog/catalog-schema.ts';
import { createZuora } from './zuora/zuora.ts';

export type { ZuoraCatalog } from './zuora/catalog/catalog-schema.ts';

/** Credentials that the partners accept. */
export interface SandboxCredentials {
  readonly salesforce: ClientCredentials;
  readonly zuora: ClientCredentials;
  readonly provisioning: { readonly username: string; readonly password: string };
  readonly receiver: ReceiverCredentials;
}

/** How to start the sandbox. */
export interface SandboxOptions {
  /**
   * TCP port on 127.0.0.1; 0 picks a free one.
   * @default 3100
   */
  readonly port?: number | undefined;
  readonly credentials: SandboxCredentials;
  /**
   * File that keeps the partners' state across restarts.
   * @default none: state is lost when the process ends
   */
  readonly stateFile?: string | undefined;
  /**
   * Product rate plans of Zuora and their prices. Orders of any other plan are refused.
   * @default no plan
   */
  readonly zuoraCatalog?: ZuoraCatalog | undefined;
  /** Further partners, for the contract of a plugin that calls one of its own. @default none */
  readonly partners?: readonly Partner[] | undefined;
  /**
   * Whether a new subscription in Zuora waits for a customer acceptance date that its order does not have.
   * @default false: it is accepted on the day of its activation
   */
  readonly zuoraRequiresAcceptance?: boolean | undefined;
  /**
   * File that every exchange with a partner is appended to, as JSON lines, without credentials.
   * @default the environment variable `SANDBOX_EXCHANGES`; without it nothing is recorded
   */
  readonly exchangesFile?: string | undefined;
  /** The partners' clock: idempotency keys and tokens expire by it. @default the system's clock */
  readonly now?: (() => Date) | undefined;
}

/** A running sandbox. */
export interface Sandbox {
  /** For example `http://127.0.0.1:3100`. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and closes every connection, including hanging ones. */
  close(): Promise<void>;
}

const DEFAULT_PORT = 3100;

/** Long, because a client that reuses a connection just as it closes cannot tell whether its request arrived. */
const KEEP_ALIVE_MS = 10 * 60_000;

/**
 * Starts the partner stand-ins on one port, by path: `/salesforce`, `/zuora`, `/provisioning`, `/receiver`, and the further
 * partners by their names. `GET /` describes the control plane. Requests that {@link crossOriginReason} rejects get a 403 and are not logged.
 *
 * @throws Error when the port is taken, the state file cannot be read, or the catalogue is invalid.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { credentials, now = () => new Date() } = options;
  const store = openStore(options.stateFile);
  const faults = createFaultList(now);
  const requests = createRequestLog(now);
  const closing = new AbortController();
  const record = createExchangeRecorder(options.exchangesFile ?? process.env.SANDBOX_EXCHANGES);
  const partners = new Map<string, Partner>(
    [
      createSalesforce(credentials.salesforce),
      createZuora(credentials.zuora, {
        catalog: options.zuoraCatalog,
        requiresAcceptance: options.zuoraRequiresAcceptance,
      }),
      createProvisioning(credentials.provisioning),
      createReceiver(credentials.receiver),
      ...(options.partners ?? []),
    ].map((partner) => [partner.name, partner]),
  );

  const limits = createLimits([...partners.values()], now);

  function seed(): void {
    const transaction = store.begin(new Date());
    for (const partner of partners.values()) partner.seed?.(transaction);
    store.commit(transaction);
  }
  seed();
  const faultCodes = Object.fromEntries([...partners].map(([name, { faultCodes: codes = [] }]) => [name, codes]));

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const rejected = crossOriginReason(message.headers);
    if (rejected !== undefined) return send(response, { status: 403, body: { message: rejected } });
    const target = splitTarget(message.url ?? '/');
    const partner = partners.get(target.first);
    const logged = partner && requests.add(message.method ?? '', target.path);
    const match = partner && matchRoute(partner.routes, message.method ?? '', target.rest);
    const visit = partner && limits.enter(partner, match?.route);
    const body = await readBody(message).catch((error: unknown) => {
      visit?.leave();
      throw error;
    });
    if (body === 'too-large') {
      visit?.leave();
      if (logged) logged.status = 413;
      return send(response, { status: 413, body: { message: 'The body is larger than 10 MB.' } });
    }
    const request: SandboxRequest = {
      method: message.method ?? '',
      path: partner ? target.rest : target.path,
      query: target.query,
      headers: message.headers,
      body: body.text,
      origin: `http://127.0.0.1:${message.socket.localPort}`,
    };
    if (partner && logged && visit) {
      const serving = { partner, match, request, response, logged, visit };
      return servePartner({ store, faults, record, now, closing: closing.signal }, serving);
    }
    const notFound = { status: 404, body: { message: `${target.path} does not exist. GET / lists the paths.` } };
    send(response, answerControlPlane({ store, faults, limits, requests, seed, faultCodes }, request) ?? notFound);
  }

  const server = http.createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (message, response) => {
    serve(message, response).catch((error: unknown) => {
      send(response, { status: 500, body: { message: error instanceof Error ? error.message : String(error) } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      store.close();
      reject(error);
    });
    server.listen(options.port ?? DEFAULT_PORT, '127.0.0.1', resolve);
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

/** Splits a request target without a URL parser, which would throw on some targets and resolve `..` in others. */
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
