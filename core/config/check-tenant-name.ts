import type { ConfigProblem } from './tenant-config-invalid.ts';
import type { TenantDraft } from './tenant-draft.ts';

/** Checks that a file is of the tenant that it is called after: it is found by that name, and its stack by the other. */
export function checkTenantName({ tenant }: TenantDraft, name: string): readonly ConfigProblem[] {
  if (tenant === '' || tenant === name) return [];
  const message = `Expected "${name}", as the file is called, found "${tenant}": rename one of them.`;
  return [{ path: 'tenant', message }];
}
