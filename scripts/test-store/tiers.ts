import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import * as z from 'zod';
import { markdownTable } from '../markdown-table.ts';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Results of one tier of the suite. */
export interface Tier {
  /** For example `tier1`. */
  readonly name: string;
  readonly passed: number;
  readonly skipped: number;
  /** Failed tests: folder and file below the tier, and the title. */
  readonly failed: readonly { readonly file: string; readonly title: string }[];
}

/**
 * Folders of the first tier whose tests may fail, with the reason. Every other failure there is an error.
 *
 * The other tiers are about operations and legacy parameters that the store rejects by name, and about the exact wording of
 * messages; they are counted only.
 */
const REJECTED: Readonly<Record<string, string>> = {
  updateTable: 'the store rejects UpdateTable: tables are created from the blueprint',
};

/**
 * Reads a Vitest report of the suite.
 *
 * @param report file written by `--reporter=json`
 * @param suite folder of the suite
 */
export async function readTiers(report: string, suite: string): Promise<readonly Tier[]> {
  const { testResults } = reportSchema.parse(JSON.parse(await readFile(report, 'utf8')));
  const results = testResults.flatMap(({ name, assertionResults }) => {
    const [, tier = '', ...path] = relative(suite, name).split('/');
    return assertionResults.map(({ fullName, status }) => ({ tier, file: path.join('/'), title: fullName, status }));
  });
  const groups = [...Map.groupBy(results, ({ tier }) => tier)].sort(([left], [right]) => (left < right ? -1 : 1));
  return groups.map(([name, group]) => ({
    name,
    passed: group.filter(({ status }) => status === 'passed').length,
    failed: group.filter(({ status }) => status === 'failed').map(({ file, title }) => ({ file, title })),
    skipped: group.filter(({ status }) => status !== 'passed' && status !== 'failed').length,
  }));
}

/** Returns the failed tests of the first tier that are not about a rejected operation. */
export function unexpectedFailures(tiers: readonly Tier[]): Tier['failed'] {
  const failed = tiers.find(({ name }) => name === 'tier1')?.failed;
  if (failed === undefined) throw new Error('Expected results of tier1 in the report, found none.');
  return failed.filter(({ file }) => !Object.hasOwn(REJECTED, file.split('/')[0] ?? ''));
}

/** Describes the results: a table, why tests of the first tier may fail, and those that should not have failed. */
export function describeTiers(tiers: readonly Tier[]): string {
  const rows = tiers.map(({ name, passed, failed, skipped }) => [
    name,
    `${passed} of ${passed + failed.length + skipped}`,
    String(failed.length),
    String(skipped),
  ]);
  const expected = Object.entries(REJECTED).map(([folder, reason]) => `tier1/${folder} may fail: ${reason}.`);
  const unexpected = unexpectedFailures(tiers).map(({ file, title }) => `✗ tier1/${file}: ${title}`);
  return [...markdownTable([['tier', 'passed', 'failed', 'skipped'], ...rows]), '', ...expected, ...unexpected].join(
    '\n',
  );
}
