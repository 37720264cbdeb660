import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type SandboxCredentials, startSandbox, type ZuoraCatalog } from '../../sandbox/sandbox.ts';
import { CATALOG } from './zuora/catalog.ts';

/** An answer of a partner; the body is parsed if it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** An effect in the answer of `GET /__effects`. */
export interface ShownEffect {
  readonly partner: string;
  readonly kind: string;
  readonly key: string;
  readonly [detail: string]: unknown;
}

/** Sends a request to a partner, with its credentials. */
export type Send = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

/** A sandbox for one test, with functions to call it. */
export interface RunningSandbox {
  readonly url: string;
  readonly credentials: SandboxCredentials;
  readonly send: Send;
  readonly salesforce: Send;
  readonly zuora: Send;
  readonly provisioning: Send;
  effects(): Promise<ShownEffect[]>;
  addFault(fault: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
}

const secret = (): string => randomBytes(24).toString('base64url');

/** Creates random credentials for every partner. */
export const newCredentials = (): SandboxCredentials => ({
  salesforce: { clientId: 'salesforce-client', clientSecret: secret() },
  zuora: { clientId: 'zuora-client', clientSecret: secret() },
  provisioning: { username: 'provisioning-client', password: secret() },
  receiver: {
    signingSecret: `whsec_${randomBytes(24).toString('base64')}`,
    username: 'receiver-client',
    password: secret(),
  },
});

/** Returns a basic auth header value. */
export const basic = ({ username, password }: { username: string; password: string }): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** Starts a sandbox on a free port and closes it after the test. */
export async function runSandbox(
  options: {
    stateFile?: string;
    credentials?: SandboxCredentials;
    zuoraCatalog?: ZuoraCatalog;
    requiresAcceptance?: boolean;
    now?: () => Date;
  } = {},
): Promise<RunningSandbox> {
  const credentials = options.credentials ?? newCredentials();
  const { now, requiresAcceptance: zuoraRequiresAcceptance, stateFile, zuoraCatalog = CATALOG } = options;
  const sandbox = await startSandbox({ port: 0, credentials, stateFile, zuoraCatalog, zuoraRequiresAcceptance, now });
  onTestFinished(() => sandbox.close());
  const send = sender(sandbox.url);
  const salesforceToken = await tokenOf(`${sandbox.url}/salesforce/services/oauth2/token`, credentials.salesforce);
  const zuoraToken = await tokenOf(`${sandbox.url}/zuora/oauth/token`, credentials.zuora);
  const data = `${sandbox.url}/salesforce/services/data/v60.0`;
  return {
    url: sandbox.url,
    credentials,
    send,
    salesforce: sender(data, `Bearer ${salesforceToken}`),
    zuora: sender(`${sandbox.url}/zuora`, `Bearer ${zuoraToken}`),
    provisioning: sender(`${sandbox.url}/provisioning`, basic(credentials.provisioning)),
    effects: async () => (await send('GET', '/__effects')).body as ShownEffect[],
    addFault: (fault) => send('POST', '/__faults', fault),
    close: () => sandbox.close(),
  };
}

/** Creates a function that sends requests to URLs below `base`. */
export function sender(base: string, authorization?: string): Send {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(base + path, {
      method,
      headers: { ...(authorization === undefined ? {} : { authorization }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text) };
  };
}

/** Requests a bearer token for a client. */
export async function tokenOf(address: string, client: { clientId: string; clientSecret: string }): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: client.clientId, client_secret: client.clientSecret };
  const response = await fetch(address, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
