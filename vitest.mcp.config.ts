import { defineConfig } from 'vitest/config';

// The public conformance suite of the Model Context Protocol. The test installs it.
export default defineConfig({ test: { include: ['test/mcp/**/*.mcp-test.ts'], testTimeout: 30_000, pool: 'forks' } });
