import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RouteSpec } from '../../../blueprint/routes/define-route.ts';
import { type HttpApi, openHttpApi } from '../../../embedded/http-api/http-api.ts';
import type { AccessEntry, RequestListenerOptions } from '../../../embedded/http-api/request-listener.ts';
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
  /** One per invocation. */
  readonly signals: AbortSignal[];
  close(): Promise<void>;
}

/** Starts an HTTP API with an issuer in a new directory. */
export async function startTestApi(
  answer: (functionId: string) => Promise<LambdaOutcome> | LambdaOutcome = () => returned({ statusCode: 204 }),
  {
    closeGraceMs,
    ...options
  }: Pick<RequestListenerOptions, 'integrationTimeoutMs' | 'refuse'> & { readonly closeGraceMs?: number } = {},
): Promise<TestApi> {
  const dataDir = await mkdtemp(join(tmpdir(), 'http-api-'));
  const invoked: { functionId: string; event: Readonly<Record<string, unknown>> }[] = [];
  const entries: AccessEntry[] = [];
  const signals: AbortSignal[] = [];
  const api = await openHttpApi(0, closeGraceMs);
  const issuer = await openIssuer({ dataDir, issuerUrl: () => api.url, audience: 'orders' });
  api.serve({
    ...options,
    routes: TEST_ROUTES,
    issuer,
    async invoke(functionId, event, signal) {
      signals.push(signal);
      invoked.push({ functionId, event: event as Readonly<Record<string, unknown>> });
      return answer(functionId);
    },
    onAccess: (entry) => entries.push(entry),
  });
  const close = async () => {
    await api.close();
    await rm(dataDir, { recursive: true });
  };
  return { api, issuer, dataDir, invoked, entries, signals, close };
}

/** The outcome of a function that returned a value. */
export function returned(payload: unknown): LambdaOutcome {
  return { ok: true, payload, requestId: 'request' };
}
