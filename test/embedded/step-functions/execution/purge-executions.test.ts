import { expect, it, vi } from 'vitest';
import { startPurging } from '../../../../embedded/step-functions/execution/purge-executions.ts';

it('deletes old executions in batches, at once and then regularly, until it ends', async () => {
  let left = 120;
  const purge = vi.fn(async (_before: number, limit: number) => {
    const deleted = Math.min(left, limit);
    left -= deleted;
    return deleted;
  });
  const end = startPurging({ executions: { purge }, before: () => 1_000, everyMs: 20 });
  await expect.poll(() => left).toBe(0);
  expect(purge.mock.calls.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => [1_000, 50]));
  left = 10;
  await expect.poll(() => left).toBe(0);
  end();
  left = 10;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(left).toBe(10);
});
