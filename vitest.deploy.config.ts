import { defineConfig } from 'vitest/config';

// The tests of a deployment; `npm run test:deploy` deploys first and then runs them.
export default defineConfig({
  test: {
    include: ['test/deploy/*.deploy-test.ts'],
    setupFiles: ['test/property-seed.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    pool: 'forks',
    fileParallelism: false,
  },
});
