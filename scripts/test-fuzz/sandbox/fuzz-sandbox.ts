import fc from 'fast-check';
import * as z from 'zod';
import { type FuzzPortOptions, type FuzzTarget, fuzzPort } from '../fuzz-port.ts';
import { type Answer, exchange, type FuzzRequest } from '../http/exchange.ts';
import { changedJson, oddText } from '../http/json-arbitrary.ts';
import type { FuzzReport } from '../report.ts';
import type { FuzzedSystem } from '../system.ts';
import { type RecordedRequest, readRequests } from './read-requests.ts';
import { unrecordedRequests } from './unrecorded-requests.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** Requests to the control plane. */
const CONTROL: readonly RecordedRequest[] = [
  { method: 'GET', path: '/', body: '' },
  { method: 'GET', path: '/__effects', body: '' },
  { method: 'GET', path: '/__webhooks', body: '' },
  { method: 'GET', path: '/__requests', body: '' },
  {
    method: 'POST',
    path: '/__faults',
    body: '{"partner":"zuora","path":"/v1/orders","fault":"decline","times":1,"decline":"expired_card"}',
  },
  { method: 'DELETE', path: '/__faults', body: '' },
  { method: 'GET', path: '/__salesforce', body: '' },
  { method: 'PATCH', path: '/__salesforce', body: '{"personAccounts":true,"duplicateRules":{},"loginsPerHour":1000}' },
];

/**
 * Sends changed copies of recorded requests to the partners and of requests to the control plane. Resets the sandbox at the end.
 *
 * @param exchanges file of what the system sent to the partners
 */
export async function fuzzSandbox(
  { partners, sandboxUrl }: FuzzedSystem,
  exchanges: string,
  options: Omit<FuzzPortOptions, 'name' | 'url' | 'targets' | 'problemOf' | 'secrets' | 'afterEach'>,
): Promise<FuzzReport> {
  const secrets = {
    SALESFORCE_TOKEN: await tokenOf(`${sandboxUrl}/salesforce/services/oauth2/token`, partners.salesforce),
    ZUORA_TOKEN: await tokenOf(`${sandboxUrl}/zuora/oauth/token`, partners.zuora),
    PROVISIONING: basic(partners.provisioning),
    RECEIVER: basic(partners.receiver),
  };
  const authorizations: Readonly<Record<string, string>> = {
    salesforce: `Bearer ${secrets.SALESFORCE_TOKEN}`,
    zuora: `Bearer ${secrets.ZUORA_TOKEN}`,
    provisioning: `Basic ${secrets.PROVISIONING}`,
    receiver: `Basic ${secrets.RECEIVER}`,
  };
  const recorded = await readRequests(exchanges);
  const targets = [...CONTROL, ...recorded, ...unrecordedRequests(partners, recorded)].map((request) =>
    targetOf(request, authorizations[request.path.split('/')[1] ?? '']),
  );
  const send = (method: string, path: string) => exchange(sandboxUrl, { method, path, headers: {}, body: '' });
  const report = await fuzzPort({
    ...options,
    name: 'Sandbox',
    url: sandboxUrl,
    targets,
    secrets,
    problemOf,
    // A fault that was added would hit the requests that follow.
    afterEach: async ({ path }) => {
      if (path.startsWith('/__faults')) await send('DELETE', '/__faults');
    },
  });
  await send('POST', '/__reset');
  return report;
}

function targetOf({ body, method, path }: RecordedRequest, authorization: string | undefined): FuzzTarget {
  const credentials = authorization === undefined ? {} : { authorization };
  const json = jsonOf(body);
  const requests = fc.record({
    method: fc.oneof(
      { weight: 6, arbitrary: fc.constant(method) },
      { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
    ),
    path: fc.oneof({ weight: 3, arbitrary: fc.constant(path) }, { weight: 2, arbitrary: changedPath(path) }),
    headers: fc.oneof(
      { weight: 8, arbitrary: fc.constant({ 'content-type': 'application/json', ...credentials }) },
      { weight: 1, arbitrary: fc.constant({}) },
    ),
    body: json === undefined ? fc.oneof(fc.constant(body), oddText) : changedJson(json),
  });
  return { name: `${method} ${path.split('?')[0]}`, requests };
}

/** Replaces a segment, or a value of the query. */
function changedPath(path: string): fc.Arbitrary<string> {
  const parts = path.split(/(?<=[/?&=])/);
  return fc.tuple(fc.nat({ max: parts.length - 1 }), oddText, fc.boolean()).map(([at, text, isRaw]) => {
    const value = isRaw ? text.replaceAll(/[^\x21-\x7e]/g, '%') : encodeURIComponent(text.toWellFormed());
    const [end = ''] = /[/?&=]$/.exec(parts[at] ?? '') ?? [];
    const changed = parts.with(at, `${value}${end}`).join('');
    return changed.startsWith('/') ? changed : `/${changed}`;
  });
}

function problemOf({ body, contentType, status }: Answer, { method }: FuzzRequest): string | undefined {
  const isEmpty = method === 'HEAD' || body === '';
  if (isEmpty || !contentType.startsWith('application/json') || jsonOf(body) !== undefined) return undefined;
  return `Status ${status} with a body that is no JSON: ${body.slice(0, 200)}`;
}

const tokenSchema = z.object({ access_token: z.string() });

async function tokenOf(url: string, { clientId, clientSecret }: FuzzedSystem['partners']['zuora']): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const reply = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return tokenSchema.parse(await reply.json()).access_token;
}

function basic({ password, username }: FuzzedSystem['partners']['provisioning']): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}

function jsonOf(text: string) {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
