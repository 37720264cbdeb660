import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTestReport } from '../../../scripts/test-deploy/test-report.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function counts(report: object) {
  const file = join(folder, 'report.json');
  await writeFile(file, JSON.stringify(report));
  return readTestReport(file);
}

describe('readTestReport', () => {
  it.each([
    ['all that passed', [17, 0, 1], true, { passed: 17, failed: 0, skipped: 1 }],
    ['what failed', [15, 2, 1], false, { passed: 15, failed: 2, skipped: 1 }],
    ['tests that were never reached as a failure', [0, 0, 18], false, { passed: 0, failed: 1, skipped: 0 }],
  ])('counts %s', async (_, [numPassedTests, numFailedTests, numPendingTests], success, expected) => {
    expect(await counts({ numPassedTests, numFailedTests, numPendingTests, success })).toEqual(expected);
  });

  it('rejects another file', async () => {
    await expect(counts({ tests: [] })).rejects.toMatchObject({ name: 'ZodError' });
  });
});
