import { defineConfig } from 'vitest/config';
import { COMMON } from './vitest.verify.config.ts';

// Hundreds of orders, processes that are killed again and again, an outage of a day, and memory: each takes half a minute.
export default defineConfig({
  test: {
    ...COMMON,
    include: ['test/**/*.campaign-test.ts'],
    testTimeout: 240_000,
    maxWorkers: 2,
  },
});
