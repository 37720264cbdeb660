import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import { type Sandbox, startSandbox, type ZuoraCatalog } from '../sandbox/sandbox.ts';
import type { Partner } from '../sandbox/server/partner.ts';
import newOrder from './new-order.json' with { type: 'json' };
import { TEST_CATALOG } from './zuora-catalog.ts';

const CREDENTIALS = {
  salesforce: { clientId: 'sf-client', clientSecret: 'sf-secret-8f2d1c' },
  zuora: { clientId: 'zu-client', clientSecret: 'zu-secret-77ab90' },
  provisioning: { username: 'shop', password: 'pw-4c1e' },
  receiver: { signingSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', username: 'hook', password: 'pw-90fe' },
};

/** Secrets that no output, message or log may contain. */
export const SECRET_VALUES = Object.values(CREDENTIALS).flatMap((secret) =>
  'clientSecret' in secret ? [secret.clientSecret] : [secret.password],
);

/** Personal data of the order, which no output, message or log may contain. */
export const PERSONAL_VALUES = ['Ada', 'Byrne', 'ada.byrne@example.org', '+441134960000', 'Mill Lane', 'LS1 1AA'];

/** The new order of the examples. */
export const NEW_ORDER: JsonObject = newOrder;

/** The sandbox partners of a test file. */
export interface PartnerSandbox {
  readonly url: string;
  /** The secrets `salesforce` and `zuora`, in the shape that a tenant stores. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly basicAuth: string;
  fault(fault: JsonObject): Promise<void>;
  /** Changes the limits of a partner. */
  limit(limits: JsonObject): Promise<void>;
  /** The effects at the partners, oldest first. */
  effects(kind?: string): Promise<readonly JsonObject[]>;
  requests(): Promise<readonly JsonObject[]>;
  /** Moves the partners' clock forward. */
  advance(seconds: number): void;
}

/**
 * Starts the sandbox for the tests of a file, resets it before each, and stops it at the end.
 *
 * @param zuoraCatalog what Zuora sells. @default the products of the tests
 * @param partners further partners. @default none
 */
export function usePartnerSandbox(
  zuoraCatalog: ZuoraCatalog = TEST_CATALOG,
  partners: readonly Partner[] = [],
): PartnerSandbox {
  let sandbox: Sandbox | undefined;
  let passedMs = 0;
  const url = (): string => {
    if (sandbox === undefined) throw new Error('The sandbox is not started yet.');
    return sandbox.url;
  };
  const list = async (path: string) => (await (await fetch(`${url()}${path}`)).json()) as JsonObject[];
  beforeAll(async () => {
    const now = () => new Date(Date.now() + passedMs);
    sandbox = await startSandbox({ port: 0, credentials: CREDENTIALS, zuoraCatalog, partners, now });
  });
  beforeEach(async () => {
    await fetch(`${url()}/__reset`, { method: 'POST' });
  });
  afterAll(() => sandbox?.close());
  const { password, username } = CREDENTIALS.provisioning;
  return {
    get url() {
      return url();
    },
    get secrets() {
      return {
        salesforce: { ...CREDENTIALS.salesforce, baseUrl: `${url()}/salesforce` },
        zuora: { ...CREDENTIALS.zuora, baseUrl: `${url()}/zuora/` },
      };
    },
    basicAuth: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    async fault(fault) {
      const headers = { 'content-type': 'application/json' };
      const reply = await fetch(`${url()}/__faults`, { method: 'POST', headers, body: JSON.stringify(fault) });
      if (!reply.ok) throw new Error(`The sandbox rejected the fault: ${await reply.text()}`);
    },
    async limit(limits) {
      const headers = { 'content-type': 'application/json' };
      const reply = await fetch(`${url()}/__limits`, { method: 'PATCH', headers, body: JSON.stringify(limits) });
      if (!reply.ok) throw new Error(`The sandbox rejected the limits: ${await reply.text()}`);
    },
    async effects(kind) {
      const all = await list('/__effects');
      return kind === undefined ? all : all.filter((effect) => effect.kind === kind);
    },
    requests: () => list('/__requests'),
    advance(seconds) {
      passedMs += seconds * 1000;
    },
  };
}
