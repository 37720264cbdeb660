import { readFile } from 'node:fs/promises';
import * as z from 'zod';

const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  success: z.boolean(),
});

/** How the tests ended. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts the tests in a report of vitest (`--reporter=json`). Tests that were not reached because something else failed
 * count as one failure.
 *
 * @throws Error there is no such report, or it is another file
 */
export async function readTestReport(file: string): Promise<TestCounts> {
  const report = reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const { numFailedTests: failed, numPassedTests: passed, numPendingTests: skipped, success } = report;
  return success || failed > 0 ? { passed, failed, skipped } : { passed, failed: 1, skipped: 0 };
}
