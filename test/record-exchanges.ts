import { relative } from 'node:path';
import { beforeAll, expect } from 'vitest';

/** Folders of tests whose plugins send real requests. Other tests send broken ones on purpose. */
const RECORDED = /^test\/(contract|plugins|e2e)\//;

/** File that CI gives, to check the requests of these tests against what the partners publish. */
const file = process.env.TEST_EXCHANGES;

// Test files share a process, so each sets the variable of the sandbox anew.
if (file !== undefined)
  beforeAll(() => {
    const { testPath = '' } = expect.getState();
    process.env.SANDBOX_EXCHANGES = RECORDED.test(relative(process.cwd(), testPath)) ? file : '';
  });
