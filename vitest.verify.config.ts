import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * Tests of whole commands, which take long: the system is started and stopped, the demo and every example order run, a
 * generated plugin is compiled and linted, the packed file is installed and used, the disk of a system fails.
 */
export const COMMAND_TESTS = [
  'test/cli/main.test.ts',
  'test/embedded/cli/demo.test.ts',
  'test/embedded/cli/demo-scenario.test.ts',
  'test/cli/new-plugin.test.ts',
  'test/package/installed.test.ts',
  'test/scripts/test-durability/disk-faults.test.ts',
];

/** Examples import this package by its name, as the projects that use it do. */
export const alias = [
  {
    find: /^order-orchestration-framework\/(.*)$/,
    replacement: fileURLToPath(new URL('exports/$1.ts', import.meta.url)),
  },
];

export default defineConfig({
  resolve: { alias },
  test: { include: COMMAND_TESTS, testTimeout: 120_000, hookTimeout: 120_000 },
});
