import { defineConfig } from 'vitest/config';

// Tests of the console in a real Chromium. The setup builds the console and installs the browser.
export default defineConfig({
  test: {
    include: ['test/console/**/*.console-test.ts'],
    globalSetup: ['test/console/set-up.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
