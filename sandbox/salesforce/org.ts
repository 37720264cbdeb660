import * as z from 'zod';
import type { Collection, Transaction } from '../state/transaction.ts';
import type { Org } from './schema/org.ts';
import { SEEDED_ORG } from './seeded-org.ts';

/** Settings that the control plane may change. */
export const orgSettingsSchema = z.strictObject({
  addressPicklists: z.boolean().optional(),
  personAccounts: z.boolean().optional(),
  duplicateRules: z.enum(['alert', 'block', 'off']).optional(),
  loginsPerHour: z.int().positive().optional(),
});

/** Changed settings of an org. */
export type OrgSettings = z.output<typeof orgSettingsSchema>;

const CHANGED: Collection<OrgSettings> = { name: 'salesforce.org' };
const ONLY = 'settings';

/** Returns the org: as seeded, with the settings that were changed since. */
export function orgOf(transaction: Transaction): Org {
  const changed = Object.entries(transaction.get(CHANGED, ONLY) ?? {}).filter(([, value]) => value !== undefined);
  return { ...SEEDED_ORG, ...Object.fromEntries(changed) };
}

/** Changes settings of the org. Records that were stored before stay as they are. */
export function changeOrg(transaction: Transaction, settings: OrgSettings): void {
  transaction.put(CHANGED, ONLY, { ...transaction.get(CHANGED, ONLY), ...settings });
}
