import { randomBytes } from 'node:crypto';
import { openSecretFile } from './secret-file.ts';

/**
 * Makes the key of the search index at the first start. It must not change: an index by another key finds nothing.
 *
 * @param name name of the secret
 */
export async function ensureSearchKey(dataDir: string, name: string): Promise<void> {
  await openSecretFile(dataDir).update((secrets) => ({ [name]: randomBytes(32).toString('base64url'), ...secrets }));
}
