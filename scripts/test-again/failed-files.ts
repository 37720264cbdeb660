import { readFile } from 'node:fs/promises';
import * as z from 'zod';

const reportSchema = z.object({
  testResults: z.array(z.object({ name: z.string(), status: z.string() })),
});

/**
 * Returns the test files that failed in a Vitest report (`--reporter=json`), in the order of the report.
 *
 * @throws Error when the file is missing or is not such a report
 */
export async function failedFiles(report: string): Promise<readonly string[]> {
  const { testResults } = reportSchema.parse(JSON.parse(await readFile(report, 'utf8')));
  return testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
}
