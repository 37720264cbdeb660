import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from '../blueprint/routes/openapi/openapi-document.ts';
import { fetchToken } from '../embedded/cli/call-system.ts';
import { startSystem } from '../embedded/cli/start-system.ts';
import { stopSignal } from '../embedded/cli/stop-signal.ts';
import { createStages } from './programs/stages.ts';
import { CLIENTS } from './test-clients/clients.ts';
import { installTools, type Tools } from './test-clients/install-tools.ts';
import { LINTERS } from './test-clients/linters.ts';

// Lints the OpenAPI document with public linters, and submits an order with the client of each public generator.
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const directory = join(ROOT, '.cache/test-clients/run');
const log = join(directory, 'test-clients.log');
const document = join(directory, 'openapi.json');
const signal = stopSignal();
const stage = createStages((line) => console.log(line));

try {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await writeFile(document, JSON.stringify(openApiDocument(), null, 2));
  const tools = await stage('linters and generators installed', () => installTools({ directory, log, signal }));
  for (const [name, lint] of Object.entries(LINTERS)) await stage(`${name}: no findings`, () => lint(document, tools));
  await submitWithEach(tools);
  console.log(`${Object.keys(LINTERS).length + Object.keys(CLIENTS).length} passed, 0 failed`);
} catch (error) {
  console.error(signal.aborted ? 'Stopped.' : error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
}

/** Starts the demo tenant, and submits an order to it with each client. */
async function submitWithEach(tools: Tools): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'order-clients-'));
  const opened = new AsyncDisposableStack();
  opened.defer(() => rm(dataDir, { recursive: true, force: true }));
  try {
    const environment = { PORT: 0, AWS_PORT: 0, SANDBOX_PORT: 0, LOCAL_HOSTS: [], DATA_DIR: dataDir, TENANT: 'demo' };
    const system = await stage('system started', () => startSystem(environment));
    opened.defer(() => system.close());
    const token = await fetchToken({ url: system.apiUrl, dataDir, role: 'channel' });
    const order = join(ROOT, 'examples/new-order.json');
    const env = { ...process.env, API_URL: system.apiUrl, TOKEN: token, ORDER_FILE: order };
    for (const [name, submit] of Object.entries(CLIENTS))
      await stage(`${name}: order submitted`, () => submit(document, { ...tools, env }));
  } finally {
    await opened.disposeAsync();
  }
}
