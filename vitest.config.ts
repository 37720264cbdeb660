import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Checks a generated plugin with the compiler and the linter, so it belongs to `npm run verify`.
    exclude: [...configDefaults.exclude, 'test/scripts/new-plugin.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Files share a process: starting one for each costs more than all the tests. None keeps state in a module.
    isolate: false,
    // Many tests wait for a started system, so one more file than there are processors runs at a time.
    maxWorkers: 3,
  },
});
