import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_CATALOG } from '../../contract/zuora-catalog.ts';
import type { Scope } from '../../core/access.ts';
import { type Runtime, type RuntimeOptions, startRuntime } from '../../embedded/runtime/runtime.ts';
import { loadSandboxCredentials } from '../../embedded/secrets/sandbox-credentials.ts';
import { type Sandbox, startSandbox, type ZuoraCatalog } from '../../sandbox/sandbox.ts';
import { linkBundles } from './bundle-cache.ts';

/** Options of a test system. */
export interface TestSystemOptions
  extends Pick<
    RuntimeOptions,
    'localHosts' | 'timeScale' | 'onLog' | 'onRequest' | 'consoleFiles' | 'describeDeployment'
  > {
  /** What the sandbox Zuora sells. @default the products of the tests */
  readonly zuoraCatalog?: ZuoraCatalog;
  /** The tenant file. @default Salesforce, Zuora and platform events, as in the demo */
  readonly tenant?: TestTenant;
  /** Fields of the tenant file that contain the sandbox's URL. */
  configure?(sandboxUrl: string): Readonly<Record<string, unknown>>;
  /** Data folder, kept by `close()`, so that a second system can continue from it. @default a temporary one, removed by `close()` */
  readonly dataDir?: string;
}

/** A tenant file, at least its name. */
export interface TestTenant {
  readonly tenant: string;
  readonly [field: string]: unknown;
}

/** A reply; the body is parsed if it is JSON. */
export interface TestReply {
  readonly status: number;
  readonly headers: Headers;
  // The tests state what they expect.
  readonly body: unknown;
}

/** An effect at a partner. */
export interface TestEffect {
  readonly at: string;
  readonly partner: string;
  readonly kind: string;
  readonly key?: string;
  readonly [field: string]: unknown;
}

/** A runtime and the sandbox partners, on free ports. */
export interface TestSystem {
  readonly runtime: Runtime;
  readonly sandbox: Sandbox;
  /** Returns a bearer token. @param scopes default: all @param clientId default: that of the process */
  token(scopes?: readonly Scope[], clientId?: string): Promise<string>;
  /** Sends a request to the API, with a token for every scope unless `headers` has another one. */
  api(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<TestReply>;
  /** Adds a fault, as in `POST /__faults` of the sandbox. */
  faults(...faults: readonly object[]): Promise<void>;
  effects(): Promise<readonly TestEffect[]>;
  close(): Promise<void>;
}

/** The tenant of tests that do not set one. */
export const DEMO_TENANT: TestTenant = {
  tenant: 'demo',
  processOrder: [
    { name: 'salesforceV3', critical: true },
    {
      name: 'zuora',
      critical: true,
      options: { ratePlans: { '/offers2/Digital Monthly': '8ad084a68f1d0c3e018f1d2a5b6c9999' } },
    },
    { name: 'platformEvents', critical: false },
  ],
  postProcessOrder: [],
};

/** Starts a system. The caller closes it. */
export async function startTestSystem(options: TestSystemOptions = {}): Promise<TestSystem> {
  const { tenant = DEMO_TENANT, zuoraCatalog = TEST_CATALOG, ...others } = options;
  const { configure, dataDir: existingDataDir, ...runtimeOptions } = others;
  const dataDir = existingDataDir ?? (await mkdtemp(join(tmpdir(), 'system-')));
  const cleanUp = async (): Promise<void> => {
    if (existingDataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  await mkdir(dataDir, { recursive: true });
  const tenantFile = join(dataDir, 'tenant-file.json');
  const credentials = await loadSandboxCredentials(dataDir, tenant.tenant);
  const sandbox = await startSandbox({
    port: 0,
    credentials,
    stateFile: join(dataDir, 'sandbox.jsonl'),
    zuoraCatalog,
  });
  try {
    await writeFile(tenantFile, JSON.stringify({ ...tenant, ...configure?.(sandbox.url) }));
    await linkBundles(dataDir, tenantFile, sandbox.url);
    const runtime = await startRuntime({
      tenantFile,
      dataDir,
      port: 0,
      awsPort: 0,
      sandboxUrl: sandbox.url,
      ...runtimeOptions,
    });
    return systemOf(runtime, sandbox, cleanUp);
  } catch (error) {
    await sandbox.close();
    await cleanUp();
    throw error;
  }
}

function systemOf(runtime: Runtime, sandbox: Sandbox, cleanUp: () => Promise<void>): TestSystem {
  let everyScope: Promise<string> | undefined;
  return {
    runtime,
    sandbox,
    token: runtime.token,
    async api(method, path, body, headers = {}) {
      everyScope ??= runtime.token();
      return send(`${runtime.apiUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${await everyScope}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
    },
    async faults(...faults) {
      for (const fault of faults) {
        const reply = await send(`${sandbox.url}/__faults`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(fault),
        });
        if (reply.status >= 300) throw new Error(`The sandbox rejected a fault: ${JSON.stringify(reply.body)}`);
      }
    },
    effects: async () => (await send(`${sandbox.url}/__effects`)).body as readonly TestEffect[],
    async close() {
      await runtime.close();
      await sandbox.close();
      await cleanUp();
    },
  };
}

async function send(url: string, init?: RequestInit): Promise<TestReply> {
  const reply = await fetch(url, init);
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
