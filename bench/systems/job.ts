import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the orders of a benchmark do. */
export interface Job {
  readonly tenantFile: string;
  /** Base URL of what the steps call. Its host may be called over http. */
  readonly sandboxUrl: string;
  /** Returns the next order. */
  order(): object;
}

/** Returns the order of the examples that both jobs send. */
export async function exampleOrder(): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await readFile(join(ROOT, 'examples/new-order.json'), 'utf8'));
}

/**
 * Returns the job that every system runs: three steps that call the target, one after the other.
 *
 * @param directory folder for its tenant file
 * @param target URL
 */
export async function threeCallouts(directory: string, target: string): Promise<Job> {
  const step = (id: string): object => ({
    name: 'calloutPlugin',
    id,
    service: 'limio',
    critical: true,
    // Longer than a held reply of the target.
    options: { endpoint: `${target}/${id}`, timeoutValue: 20_000 },
  });
  const tenant = {
    tenant: 'bench',
    outbound: { allowedHosts: [new URL(target).hostname] },
    processOrder: ['one', 'two', 'three'].map(step),
  };
  const tenantFile = join(directory, 'bench.json');
  await writeFile(tenantFile, JSON.stringify(tenant));
  const order = await exampleOrder();
  return { tenantFile, sandboxUrl: target, order: () => order };
}
