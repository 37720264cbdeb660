import { defineConfig } from 'vitest/config';

/** Tests of whole commands, which take long: a generated plugin is compiled and linted, every example order is sent. */
export const COMMAND_TESTS = ['test/scripts/new-plugin.test.ts', 'test/embedded/cli/demo-scenario.test.ts'];

export default defineConfig({
  test: { include: COMMAND_TESTS, testTimeout: 120_000, hookTimeout: 120_000 },
});
