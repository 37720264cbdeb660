import { pathText } from '../input-problems.ts';
import { DEFAULT_SEQUENCE } from './build-sequences.ts';
import type { ConfigProblem } from './tenant-config-invalid.ts';
import type { TenantDraft } from './tenant-draft.ts';

/** Checks that no retired sequence is one that the file still has, or is named twice. */
export function checkRetiredSequences({ overrides, retiredSequences }: TenantDraft): readonly ConfigProblem[] {
  const current = [DEFAULT_SEQUENCE, ...overrides.map(({ name }) => name)];
  return retiredSequences.flatMap((name, index) => {
    const problem = (message: string) => [{ path: pathText(['retiredSequences', index]), message }];
    if (name === '') return [];
    if (current.includes(name))
      return problem(`Expected a sequence that the file no longer has, found "${name}", which it has: leave it out.`);
    return retiredSequences.indexOf(name) === index ? [] : problem(`Expected each name once, found "${name}" again.`);
  });
}
