import { defineConfig } from 'vitest/config';

/**
 * Tests of whole commands, which take long: the system is started and stopped, the demo and every example order run, a
 * generated plugin is compiled and linted, the imports are drawn, an extended stage is synthesized, the packed file is installed and
 * used, the disk of a system fails.
 */
export const COMMAND_TESTS = [
  'test/cli/main.test.ts',
  'test/embedded/cli/demo.test.ts',
  'test/embedded/cli/demo-scenario.test.ts',
  'test/cli/new-plugin.test.ts',
  'test/docs/architecture.test.ts',
  'test/examples/cdk-extension.test.ts',
  'test/package/installed.test.ts',
  'test/scripts/test-durability/disk-faults.test.ts',
];

/** What tests have in common, however long they take. */
export const COMMON = {
  setupFiles: ['test/property-seed.ts'],
  pool: 'forks' as const,
  // Node runs the TypeScript itself, as in production: transforming it for Vite's module runner takes longer than many a test.
  experimental: { viteModuleRunner: false, nodeLoader: false },
  execArgv: ['--import', new URL('test/own-name.ts', import.meta.url).href],
  // Far more than anything takes, because the machine may be busy.
  expect: { poll: { timeout: 20_000 } },
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    ...COMMON,
    include: COMMAND_TESTS,
    testTimeout: 240_000,
    // They mostly wait for the processes that they start.
    maxWorkers: 2,
  },
});
