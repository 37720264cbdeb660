import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';
import { COMMAND_TESTS, COMMON } from './vitest.verify.config.ts';

export default defineConfig({
  test: {
    ...COMMON,
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...COMMAND_TESTS],
    setupFiles: [...COMMON.setupFiles, 'test/record-exchanges.ts'],
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    // Files share a process: starting one for each costs more than all the tests. None keeps state in a module.
    isolate: false,
    // Many tests wait for a started system, so one more file than there are processors runs at a time.
    maxWorkers: 3,
  },
});
