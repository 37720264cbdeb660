import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, most of all because they wait. One that began last would run alone at the end, beside an idle
 * processor. Vitest knows how long a file takes only after its first run.
 */
const LONGEST = [
  'test/e2e/single-machine-flow.test.ts',
  'test/e2e/parking.test.ts',
  'test/infra/create-app.test.ts',
  'test/embedded/runtime/runtime.test.ts',
  'test/e2e/single-machine.test.ts',
  'test/e2e/single-machine-recovery.test.ts',
  'test/core/expression/expression-limits.test.ts',
  'test/e2e/kill.test.ts',
  'test/e2e/operate.test.ts',
  'test/e2e/webhooks.test.ts',
  'test/embedded/lambda/lambda-pool.test.ts',
  'test/e2e/recovery.test.ts',
  'test/infra/limits/tenant-problems.test.ts',
  'test/state-machines/compile-sequence.test.ts',
  'test/embedded/step-functions/durability.test.ts',
  'test/plugins/duplicate-subscription-check/one-machine.test.ts',
  'test/e2e/config-history.test.ts',
  'test/lambdas/retention/apply-retention.test.ts',
];

/** Begins with the files that take longest; the others follow as Vitest sorts them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = LONGEST.indexOf(relative(process.cwd(), moduleId));
      return index === -1 ? LONGEST.length : index;
    };
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
