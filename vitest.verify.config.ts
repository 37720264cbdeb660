import { defineConfig } from 'vitest/config';

/**
 * Tests of whole commands, which take long: the system is started and stopped, the demo and every example order run, a
 * generated plugin is compiled and linted, the disk of a system fails.
 */
export const COMMAND_TESTS = [
  'test/embedded/main.test.ts',
  'test/embedded/cli/demo.test.ts',
  'test/embedded/cli/demo-scenario.test.ts',
  'test/scripts/new-plugin.test.ts',
  'test/scripts/test-durability/disk-faults.test.ts',
];

export default defineConfig({
  test: { include: COMMAND_TESTS, testTimeout: 120_000, hookTimeout: 120_000 },
});
