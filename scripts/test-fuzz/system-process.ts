import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSandboxCatalog } from '../../embedded/cli/sandbox-catalog.ts';
import { startRuntime } from '../../embedded/runtime/runtime.ts';
import { loadSandboxCredentials } from '../../embedded/secrets/sandbox-credentials.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { FUZZ_TENANT, fuzzTenant, MODEL_TENANT } from './fuzz-tenant.ts';

/**
 * Runs the runtime and the sandbox partners in one process, as `npm start` does, until SIGTERM or until its parent is gone. The
 * first line that it prints is JSON with their URLs and credentials.
 */
const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string', default: '' },
    'exchanges-file': { type: 'string', default: '' },
    'sandbox-port': { type: 'string', default: '0' },
  },
});

const dataDir = values['data-dir'];
const partners = await loadSandboxCredentials(dataDir, FUZZ_TENANT);
const sandbox = await startSandbox({
  port: Number(values['sandbox-port']),
  credentials: partners,
  zuoraCatalog: await readSandboxCatalog(MODEL_TENANT),
  exchangesFile: values['exchanges-file'],
});
const tenantFile = join(dataDir, `${FUZZ_TENANT}.json`);
await writeFile(tenantFile, JSON.stringify(await fuzzTenant(sandbox.url)));
const runtime = await startRuntime({ tenantFile, dataDir, sandboxUrl: sandbox.url, port: 0, awsPort: 0 });

// Standard input ends when the parent is gone; nothing else would stop this process then.
process.stdin.resume().once('end', () => process.exit(1));
process.once('SIGTERM', () => void runtime.close().then(() => sandbox.close().then(() => process.exit(0))));
const { apiUrl, awsAccessKey, awsUrl } = runtime;
const token = await runtime.token();
process.stdout.write(`${JSON.stringify({ apiUrl, awsAccessKey, awsUrl, sandboxUrl: sandbox.url, token, partners })}\n`);
