import { randomBytes } from 'node:crypto';
import { SEARCH_KEY_SECRET } from '../../blueprint/search-key.ts';
import { openSecretFile } from './secret-file.ts';

/**
 * Makes the key of the search index at the first start. It must not change: an index by another key finds nothing.
 *
 * @param prefix prefix of the tenant's secrets
 */
export async function ensureSearchKey(dataDir: string, prefix: string): Promise<void> {
  const name = `${prefix}${SEARCH_KEY_SECRET}`;
  await openSecretFile(dataDir).update((secrets) => ({ [name]: randomBytes(32).toString('base64url'), ...secrets }));
}
