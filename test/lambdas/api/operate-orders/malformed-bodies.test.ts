import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  callbackBodySchema,
  completeBodySchema,
  reasonBodySchema,
  resumeBodySchema,
} from '../../../../blueprint/routes/operate-orders.ts';
import type { OrderRecord } from '../../../../core/order/order-record.ts';
import { ApiProblem } from '../../../../lambdas/api/api-problem.ts';
import { type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { failedOrHeldOrder, operation } from './operate-world.ts';

let world: OrderWorld;
let order: OrderRecord;
beforeAll(async () => {
  world = await startOrderWorld();
  order = await failedOrHeldOrder(world);
});
afterAll(() => world.close());

const ACTIONS = ['resume', 'cancel', 'steps/second/retry', 'steps/second/skip', 'steps/second/complete'] as const;

const path = fc.constantFrom(...ACTIONS, 'steps/second/callback').map((action) => `/${order.id}/${action}`);

/** Deeply nested lists and objects, as unparsed text. */
const deep = fc.tuple(fc.integer({ min: 33, max: 30_000 }), fc.boolean()).map(([levels, isList]) => {
  const [open, close] = isList ? ['[', ']'] : ['{"a":', '}'];
  const fitting = Math.min(levels, 20_000);
  return `${open.repeat(fitting)}1${close.repeat(fitting)}`;
});

/** A body that is valid except for the nesting of one field. */
const deepPart = fc
  .tuple(fc.constantFrom('output', 'patch', 'error', 'reason', '__proto__'), deep)
  .map(([field, value]) => `{${field === 'reason' ? '' : '"reason":"Ticket 17",'}"${field}":${value}}`);

const fields = fc.dictionary(
  fc.constantFrom('reason', 'patch', 'output', 'error', 'heartbeat', '__proto__', 'constructor'),
  fc.jsonValue(),
);

const SCHEMAS = [resumeBodySchema, reasonBodySchema, completeBodySchema, callbackBodySchema];

function isWellFormed(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return SCHEMAS.some((schema) => schema.safeParse(value).success);
  } catch {
    return false;
  }
}

const body = fc.oneof(
  deep,
  deepPart,
  fc
    .oneof(
      fields.map((value) => JSON.stringify(value)),
      fc.string({ unit: 'binary' }),
      fc.json(),
    )
    .filter((text) => !isWellFormed(text)),
);

it('rejects hundreds of malformed bodies on every route with a 4xx and changes nothing', {
  timeout: 60_000,
}, async () => {
  const { send, calls } = operation(world);
  const before = await world.orders.getWithSteps(order.id);

  await fc.assert(
    fc.asyncProperty(path, body, async (to, text) => {
      const error: unknown = await send(to, undefined, { body: text }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ApiProblem);
      expect(Math.trunc((error as ApiProblem).status / 100)).toBe(4);
    }),
    { numRuns: 300 },
  );

  expect(calls).toEqual([]);
  expect(await world.orders.getWithSteps(order.id)).toEqual(before);
});

it.each([3_000, 33])('rejects a body of %i levels with a message that names the limit', async (levels) => {
  const { send } = operation(world);
  const output = `${'{"a":'.repeat(levels - 1)}1${'}'.repeat(levels - 1)}`;
  for (const [action, text] of [
    ['steps/second/callback', `{"output":${output}}`],
    ['steps/second/complete', `{"reason":"Ticket 17","output":${output}}`],
    ['resume', `{"reason":"Ticket 17","patch":${output}}`],
  ])
    await expect(send(`/${order.id}/${action}`, undefined, { body: text })).rejects.toMatchObject({
      type: 'invalid-request',
      status: 400,
      extensions: { errors: [{ path: '', message: 'Expected at most 32 levels of nesting, found more.' }] },
    });
});
