import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { describeTiers, readTiers, type Tier, unexpectedFailures } from '../../../scripts/test-store/tiers.ts';

async function tiersOf(results: readonly (readonly [file: string, title: string, status: string])[]) {
  const suite = await mkdtemp(join(tmpdir(), 'suite-'));
  onTestFinished(() => rm(suite, { recursive: true }));
  const report = join(suite, 'report.json');
  const testResults = results.map(([file, fullName, status]) => ({
    name: join(suite, 'tests', file),
    assertionResults: [{ fullName, status }],
  }));
  await writeFile(report, JSON.stringify({ testResults }));
  return readTiers(report, suite);
}

it('counts the tests of each tier', async () => {
  const tiers = await tiersOf([
    ['tier2/ttl/basic.test.ts', 'TTL', 'failed'],
    ['tier1/getItem/basic.test.ts', 'GetItem finds', 'passed'],
    ['tier1/updateTable/basic.test.ts', 'UpdateTable', 'failed'],
    ['tier1/query/basic.test.ts', 'Query later', 'skipped'],
  ]);
  expect(tiers).toEqual<readonly Tier[]>([
    { name: 'tier1', passed: 1, skipped: 1, failed: [{ file: 'updateTable/basic.test.ts', title: 'UpdateTable' }] },
    { name: 'tier2', passed: 0, skipped: 0, failed: [{ file: 'ttl/basic.test.ts', title: 'TTL' }] },
  ]);
  expect(unexpectedFailures(tiers)).toEqual([]);
  expect(describeTiers(tiers)).toContain('| tier1 | 1 of 3 | 1      | 1       |');
});

it('names a failure of the first tier that is not about a rejected operation', async () => {
  const tiers = await tiersOf([['tier1/getItem/basic.test.ts', 'GetItem finds', 'failed']]);
  expect(unexpectedFailures(tiers)).toEqual([{ file: 'getItem/basic.test.ts', title: 'GetItem finds' }]);
  expect(describeTiers(tiers)).toContain('✗ tier1/getItem/basic.test.ts: GetItem finds');
});

it('fails without results of the first tier', async () => {
  const tiers = await tiersOf([['tier2/ttl/basic.test.ts', 'TTL', 'passed']]);
  expect(() => unexpectedFailures(tiers)).toThrow(/found none/);
});
