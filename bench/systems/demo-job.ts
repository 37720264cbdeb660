import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSandboxCatalog } from '../../embedded/cli/sandbox-catalog.ts';
import { loadSandboxCredentials } from '../../embedded/secrets/sandbox-credentials.ts';
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
    order: () => forNewCustomer(example),
    close: () => sandbox.close(),
  };
}

/** Returns an order for a customer that no partner knows yet. */
export function forNewCustomer(example: Readonly<Record<string, unknown>>): object {
  const customer = randomUUID();
  // Salesforce finds persons who are much alike, and another name and address besides the e-mail address are not.
  const name = { lastName: `Byrne ${customer}` };
  return {
    ...example,
    external_id: customer,
    customerDetails: { ...(example.customerDetails as object), ...name, email: `${customer}@example.org` },
    billingDetails: { ...(example.billingDetails as object), ...name, address1: `${customer} Mill Lane` },
  };
}
