import { readFile } from 'node:fs/promises';

/** There is no tenant file under the path that a script was given. */
export class TenantFileMissing extends Error {
  override readonly name = 'TenantFileMissing';
}

/**
 * The text of a tenant file.
 *
 * @throws TenantFileMissing the file is not there, or is none
 */
export async function readTenantText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new TenantFileMissing(
      `Expected a tenant file, found none at ${file}: check the path, e.g. tenants/acme.json.`,
      {
        cause,
      },
    );
  }
}
