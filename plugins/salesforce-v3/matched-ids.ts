import * as z from 'zod';

const duplicateResult = z.object({
  matchResults: z
    .array(z.object({ matchRecords: z.array(z.object({ record: z.object({ Id: z.string() }) })).default([]) }))
    .default([]),
});

// Orgs are known to answer with the misspelt key, depending on the version of the API.
const duplicateErrors = z.array(
  z.object({ duplicateResult: duplicateResult.optional(), duplicateResut: duplicateResult.optional() }),
);

/** The ids that a `DUPLICATES_DETECTED` reply names, in Salesforce's order, without repeats; empty when it names none. */
export function matchedIds(body: unknown): readonly string[] {
  const errors = duplicateErrors.safeParse(body);
  if (!errors.success) return [];
  const ids = errors.data
    .flatMap((error) => error.duplicateResult ?? error.duplicateResut ?? [])
    .flatMap((result) => result.matchResults)
    .flatMap((match) => match.matchRecords)
    .map((match) => match.record.Id);
  return [...new Set(ids)];
}
