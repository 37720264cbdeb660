import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parsedOrder, safeParsedOrder } from '../../../plugins/kit/parsed-order.ts';

const schema = z.object({ id: z.string() });

describe('a parsed order', () => {
  it('is parsed once by each schema', () => {
    const order = { id: 'a', more: 1 };
    const parsed = parsedOrder(schema, order);
    expect(parsed).toEqual({ id: 'a' });
    expect(parsedOrder(schema, order)).toBe(parsed);
    expect(parsedOrder(z.object({ more: z.number() }), order)).toEqual({ more: 1 });
  });

  it('is not that of another order with the same fields', () => {
    expect(parsedOrder(schema, { id: 'a' })).not.toBe(parsedOrder(schema, { id: 'a' }));
  });

  it('is refused every time if it does not fit the schema', () => {
    const order = { id: 1 };
    const { error } = safeParsedOrder(schema, order);
    expect(error).toBeInstanceOf(z.ZodError);
    for (const _ of [1, 2]) expect(() => parsedOrder(schema, order)).toThrow(z.ZodError);
    expect(error?.issues).toEqual(schema.safeParse(order).error?.issues);
  });
});
