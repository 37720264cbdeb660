import { configDefaults, defineConfig } from 'vitest/config';
import { alias, COMMAND_TESTS } from './vitest.verify.config.ts';

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...COMMAND_TESTS],
    setupFiles: ['test/property-seed.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Files share a process: starting one for each costs more than all the tests. None keeps state in a module.
    isolate: false,
    // Many tests wait for a started system, so one more file than there are processors runs at a time.
    maxWorkers: 3,
  },
});
