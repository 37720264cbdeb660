import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSandboxCatalog } from '../../embedded/cli/sandbox-catalog.ts';
import { loadSandboxCredentials } from '../../embedded/secrets-manager/sandbox-credentials.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { exampleOrder, type Job } from './job.ts';

const TENANTS = fileURLToPath(new URL('../../tenants', import.meta.url));
const TENANT = 'demo';

/** A job with the partners that it calls. */
export interface DemoJob extends Job {
  /** Stops the partners. */
  close(): Promise<void>;
}

/**
 * Starts the sandbox partners in this process and returns the job of the demo tenant: each order sells a subscription to a new
 * customer, with the plugins for Salesforce and Zuora.
 *
 * @param dataDir data folder of the system, which gets the credentials of the partners
 */
export async function startDemoJob(dataDir: string): Promise<DemoJob> {
  const credentials = await loadSandboxCredentials(dataDir, TENANT);
  const zuoraCatalog = await readSandboxCatalog(TENANT, TENANTS);
  const sandbox = await startSandbox({ port: 0, credentials, zuoraCatalog });
  const example = await exampleOrder();
  return {
    tenantFile: join(TENANTS, `${TENANT}.json`),
    sandboxUrl: sandbox.url,
    order() {
      const customer = randomUUID();
      const customerDetails = { ...(example.customerDetails as object), email: `${customer}@example.org` };
      return { ...example, external_id: customer, customerDetails };
    },
    close: () => sandbox.close(),
  };
}
