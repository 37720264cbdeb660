import { expect, it } from 'vitest';
import { newOrderId } from '../../../core/order/order-ids.ts';
import { erasedIn, MOST_ERASED } from '../../../lambdas/erasure/erased-in.ts';

/** Most bytes of an execution's output. */
const OUTPUT_BYTES = 256 * 1024;

const erased = (count: number) =>
  Array.from({ length: count }, () => ({ id: newOrderId(), outcome: 'erased' as const }));

it('names the orders that were erased, as long as they fit into the output of the execution', () => {
  const [first, second] = erased(2);
  const missing = { id: newOrderId(), outcome: 'missing' } as const;
  const parts = [{ results: [first ?? missing, missing] }, {}, { results: [second ?? missing] }];
  expect(erasedIn(parts)).toEqual([first?.id, second?.id]);
  const most = erasedIn([{ results: erased(MOST_ERASED) }]);
  expect(most).toHaveLength(MOST_ERASED);
  expect(JSON.stringify(most).length).toBeLessThan(OUTPUT_BYTES - 1_000);
  expect(erasedIn([{ results: erased(MOST_ERASED + 1) }])).toBeNull();
});
