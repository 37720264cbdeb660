import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type DeployedTenant, deployedFiles, TENANT_FILE } from '../../blueprint/deployed-files.ts';
import { stageOf } from '../../core/config/stages.ts';

/** The data folder holds the orders of another tenant. */
export class DataFolderOfAnotherTenant extends Error {
  override readonly name = 'DataFolderOfAnotherTenant';
}

const tenantSchema = z.object({ tenant: z.string() });

/**
 * Refuses a data folder of another tenant: its executions would go on without their functions, and its orders be held.
 *
 * @throws DataFolderOfAnotherTenant
 */
export async function refuseAnotherTenant(dataDir: string, tenant: string): Promise<void> {
  const text = await readFile(join(dataDir, TENANT_FILE), 'utf8').catch(() => undefined);
  const found = text === undefined ? undefined : tenantOf(text);
  if (found === undefined || found === tenant) return;
  const { stage, tenant: name } = stageOf(found);
  const settings = `TENANT=${name}${stage === undefined ? '' : ` STAGE=${stage}`}`;
  throw new DataFolderOfAnotherTenant(
    `Expected a data folder of the tenant ${tenant}, found ${dataDir}, which holds the orders of ${found}: set ${settings} to go on with them, or set DATA_DIR to a folder for ${tenant}. Without DATA_DIR, each tenant has a folder in .data.`,
  );
}

function tenantOf(text: string): string | undefined {
  try {
    return tenantSchema.parse(JSON.parse(text)).tenant;
  } catch {
    // A power failure during the first start left it unfinished; this start writes it again.
    return undefined;
  }
}

/**
 * Writes what functions read of the tenant, so that a later edit of its file has no effect until the next start.
 *
 * @returns the path of the tenant file in the data folder
 */
export async function writeTenant(dataDir: string, tenant: DeployedTenant): Promise<string> {
  const files = Object.entries(deployedFiles(tenant));
  await Promise.all(files.map(([name, text]) => writeFile(join(dataDir, name), text)));
  return join(dataDir, TENANT_FILE);
}
