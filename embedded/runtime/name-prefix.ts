import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { namePrefixOf, tenantNames } from '../../blueprint/names.ts';
import { DEFAULT_SEQUENCE } from '../../core/config/build-sequences.ts';
import type { Store } from '../sqlite/store.ts';
import { hasMachine } from '../step-functions/journal/machine-store.ts';

/**
 * Returns the prefix of the names of functions and state machines in a tenant's data folder.
 *
 * Before version 0.3, a "-" in a tenant's name was one in these names too. A folder from then keeps them, because its executions
 * under way are found by them.
 */
export function namePrefixIn(dataDir: string, { database }: Pick<Store, 'database'>, tenant: string): string {
  const isOlder =
    existsSync(join(dataDir, 'step-functions.sqlite')) ||
    hasMachine(database, tenantNames(tenant, tenant).stateMachineOf(DEFAULT_SEQUENCE));
  return isOlder ? tenant : namePrefixOf(tenant);
}
