import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Runtime, type RuntimeOptions, startRuntime } from '../../embedded/runtime/runtime.ts';
import { loadSandboxCredentials } from '../../embedded/secrets/sandbox-credentials.ts';
import { linkBundles } from '../helpers/bundle-cache.ts';

/** A webhook of a test, without the fields that all webhooks share. */
export interface TestWebhook {
  readonly name: string;
  readonly events: readonly string[];
  readonly orderTypes?: readonly string[];
}

/** Options of a system that sends webhooks. */
export interface WebhookSystemOptions extends Pick<RuntimeOptions, 'timeScale'> {
  readonly dataDir: string;
  /** Base URL: webhooks are sent to `<receiver>/<name>`. */
  readonly receiverUrl: string;
  readonly webhooks: readonly TestWebhook[];
}

/** A runtime whose orders complete immediately, with webhooks to a receiver of the test. */
export interface WebhookSystem {
  readonly runtime: Runtime;
  /** Signing key. */
  readonly signingSecret: string;
  readonly token: string;
  close(): Promise<void>;
}

/** Starts a runtime on a data folder. Closing it keeps the folder, so that a second runtime can continue from it. */
export async function startWebhookSystem(options: WebhookSystemOptions): Promise<WebhookSystem> {
  const { dataDir, receiverUrl, webhooks, timeScale = 1 } = options;
  const tenantFile = join(dataDir, 'tenant-file.json');
  const shared = { signingSecret: 'receiver', basicAuth: 'receiver' };
  const tenant = {
    tenant: 'hooks',
    processOrder: [],
    webhooks: webhooks.map((webhook) => ({ ...webhook, ...shared, url: `${receiverUrl}/${webhook.name}` })),
  };
  await writeFile(tenantFile, JSON.stringify(tenant));
  await linkBundles(dataDir, tenantFile, receiverUrl);
  const { receiver } = await loadSandboxCredentials(dataDir, tenant.tenant);
  const runtime = await startRuntime({ tenantFile, dataDir, port: 0, awsPort: 0, sandboxUrl: receiverUrl, timeScale });
  const token = await runtime.token();
  return { runtime, signingSecret: receiver.signingSecret, token, close: () => runtime.close() };
}

/** Sends a request to the API of a system. */
export async function call(
  { apiUrl, token }: { readonly apiUrl: string; readonly token: string },
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const reply = await fetch(`${apiUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
}
