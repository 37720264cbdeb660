import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecrets } from '../../scripts/test-deploy/partners.ts';
import { SCENARIO_TENANT } from '../e2e/scenario-target.ts';
import type { Deployment } from './deployment.ts';

/** Creates the secrets of other tenants, as an operator does, from those of the tenant of the scenarios. */
export async function copySecrets({ directory }: Deployment, tenants: readonly string[]): Promise<void> {
  const secrets: Readonly<Record<string, unknown>> = JSON.parse(
    await readFile(join(directory, 'secrets.json'), 'utf8'),
  );
  const folder = join(directory, `secrets-${tenants.join('-')}`);
  await mkdir(folder, { recursive: true });
  const copies = tenants.flatMap((tenant) =>
    Object.entries(secrets).map(([name, value]) => [name.replace(`${SCENARIO_TENANT.tenant}/`, `${tenant}/`), value]),
  );
  await writeFile(join(folder, 'secrets.json'), JSON.stringify(Object.fromEntries(copies)), { mode: 0o600 });
  await createSecrets(folder, process.env);
}
