import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RouteSpec, SCOPES } from '../../../blueprint/routes/define-route.ts';
import { type HttpApi, type HttpApiOptions, startHttpApi } from '../../../embedded/http-api/http-api.ts';
import type { AccessEntry } from '../../../embedded/http-api/request-listener.ts';
import type { LambdaOutcome } from '../../../embedded/lambda/lambda-outcome.ts';
import { type Issuer, openIssuer } from '../../../embedded/oidc/issuer.ts';

/** The routes that the tests call. */
export const TEST_ROUTES: readonly RouteSpec[] = [
  { method: 'GET', path: '/orders/{id}', scope: 'orders:read', function: 'read' },
  { method: 'POST', path: '/orders', scope: 'orders:write', function: 'submit' },
  { method: 'GET', path: '/health', scope: null, function: 'health' },
  { method: 'POST', path: '/health', scope: null, function: 'health' },
  { method: 'POST', path: '/orders/{id}/steps/{step}/retry', scope: 'orders:operate', function: 'retry' },
];

/** An HTTP API with the functions of a test. */
export interface TestApi {
  readonly api: HttpApi;
  readonly issuer: Issuer;
  readonly dataDir: string;
  readonly invoked: { readonly functionId: string; readonly event: Readonly<Record<string, unknown>> }[];
  readonly entries: AccessEntry[];
  close(): Promise<void>;
}

/** Starts an HTTP API with an issuer in a new directory. */
export async function startTestApi(
  answer: (functionId: string) => Promise<LambdaOutcome> | LambdaOutcome = () => returned({ statusCode: 204 }),
  options: Pick<HttpApiOptions, 'integrationTimeoutMs' | 'closeGraceMs' | 'refuse'> = {},
): Promise<TestApi> {
  const dataDir = await mkdtemp(join(tmpdir(), 'http-api-'));
  const invoked: { functionId: string; event: Readonly<Record<string, unknown>> }[] = [];
  const entries: AccessEntry[] = [];
  let url = '';
  const issuer = await openIssuer({ dataDir, issuerUrl: () => url, scopes: SCOPES, audience: 'orders' });
  const api = await startHttpApi({
    ...options,
    port: 0,
    routes: TEST_ROUTES,
    issuer,
    async invoke(functionId, event) {
      invoked.push({ functionId, event: event as Readonly<Record<string, unknown>> });
      return answer(functionId);
    },
    onAccess: (entry) => entries.push(entry),
  });
  url = api.url;
  const close = async () => {
    await api.close();
    await rm(dataDir, { recursive: true });
  };
  return { api, issuer, dataDir, invoked, entries, close };
}

/** The outcome of a function that returned a value. */
export function returned(payload: unknown): LambdaOutcome {
  return { ok: true, payload, requestId: 'request' };
}
