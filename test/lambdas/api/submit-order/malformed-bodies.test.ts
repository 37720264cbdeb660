import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ORDER_TYPES } from '../../../../core/order/order-types.ts';
import { parseOrder } from '../../../../core/order/parse-order.ts';
import { ApiProblem } from '../../../../lambdas/api/api-problem.ts';
import { fullOrder } from '../../../core/order/order-examples.ts';
import { type OrderWorld, SMALL_ORDER, startOrderWorld } from '../../../helpers/order-world.ts';
import { countItems, requestFor, submission } from './submit-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

/** An order of a type with some fields replaced by arbitrary values. */
const corruptOrder = fc
  .tuple(
    fc.constantFrom(...ORDER_TYPES).map(fullOrder),
    fc.dictionary(
      fc.constantFrom(...Object.keys(fullOrder('new')), 'order_type', '__proto__', 'constructor'),
      fc.jsonValue(),
      { minKeys: 1 },
    ),
  )
  .map(([order, changes]) => JSON.stringify({ ...order, ...changes }));

/** Truncated JSON. */
const truncatedJson = fc
  .nat({ max: JSON.stringify(SMALL_ORDER).length - 1 })
  .map((length) => JSON.stringify(SMALL_ORDER).slice(0, length));

const body = fc.oneof(
  corruptOrder,
  truncatedJson,
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.json({ noUnicodeString: false }),
);

function isOrder(text: string): boolean {
  try {
    return parseOrder(JSON.parse(text)).ok;
  } catch {
    return false;
  }
}

it('rejects a thousand malformed bodies with a 4xx and stores nothing', { timeout: 30_000 }, async () => {
  const { submit, started } = submission(world);
  const malformed = body.filter((text) => !isOrder(text));

  await fc.assert(
    fc.asyncProperty(malformed, async (text) => {
      const error: unknown = await submit(requestFor(text)).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ApiProblem);
      const { status } = error as ApiProblem;
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 1000 },
  );

  expect(started).toEqual([]);
  expect(await countItems(world)).toBe(0);
});
