import { readFile } from 'node:fs/promises';
import * as z from 'zod';

const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  success: z.boolean(),
});

/** Numbers of tests by result. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts the tests in a Vitest report (`--reporter=json`). A run that failed without a failed test counts as one failure.
 *
 * @throws Error when the file is missing or is not such a report
 */
export async function readTestReport(file: string): Promise<TestCounts> {
  const report = reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const { numFailedTests: failed, numPassedTests: passed, numPendingTests: skipped, success } = report;
  return success || failed > 0 ? { passed, failed, skipped } : { passed, failed: 1, skipped: 0 };
}
