import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { compiledLater } from '../../core/compiled-later.ts';

/** Returns a schema of two objects. */
const create = () => z.object({ name: z.string().trim().min(1), tags: z.array(z.object({ id: z.int() })).default([]) });

/** Counts how many functions zod makes from text during a call. */
function compiledDuring(act: () => void): number {
  const compiled = vi.fn();
  const Original = globalThis.Function;
  vi.stubGlobal(
    'Function',
    new Proxy(Original, {
      construct: (target, args) => {
        compiled();
        return Reflect.construct(target, args);
      },
    }),
  );
  try {
    act();
  } finally {
    vi.unstubAllGlobals();
  }
  return compiled.mock.calls.length;
}

describe('a schema that is compiled later', () => {
  it.each([
    ['accepts and completes', { name: ' Ada ', tags: [{ id: 1 }] }],
    ['fills in', { name: 'Ada' }],
    ['rejects', { name: '', tags: [{ id: 'x' }, null] }],
    ['rejects, too,', undefined],
  ])('%s what the schema itself does, before and after it is compiled', (_, value) => {
    const [plain, later] = [create(), compiledLater(create())];
    for (let parses = 0; parses < 250; parses += 1) {
      const { data, error } = later.safeParse(value);
      expect({ data, issues: error?.issues }).toEqual({
        data: plain.safeParse(value).data,
        issues: plain.safeParse(value).error?.issues,
      });
    }
    const outcome = (schema: z.ZodType) => {
      try {
        return schema.parse(value);
      } catch (error) {
        return error instanceof z.ZodError && error.issues;
      }
    };
    expect(outcome(later)).toEqual(outcome(plain));
  });

  it('is interpreted at first, by parse and safeParse, and compiled once it has parsed often', () => {
    const later = compiledLater(create());
    const parse = () => later.parse({ name: 'Ada', tags: [{ id: 1 }] });
    const compiled = compiledDuring(() => {
      for (let parses = 0; parses < 99; parses += 1) {
        parse();
        later.safeParse({ name: 'Ada', tags: [{ id: 1 }] });
      }
    });
    expect(compiled).toBe(0);
    for (let parses = 0; parses < 2; parses += 1) parse();
    expect(compiledDuring(parse)).toBe(2);
    expect(compiledDuring(parse)).toBe(0);
  });

  it('is the schema itself, with what was passed to a parse', () => {
    const schema = create();
    const later = compiledLater(schema);
    expect(later).toBe(schema);
    const { error } = later.safeParse({ name: 1 }, { reportInput: true });
    expect(error?.issues[0]).toMatchObject({ path: ['name'], input: 1 });
    expect(compiledDuring(() => create().parse({ name: 'Ada' }))).toBe(1);
  });
});
