import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../plugins/', import.meta.url);
const SHARED = [
  'defined-fields.ts',
  'mask-personal.ts',
  'oauth-session.ts',
  'order-problem.ts',
  'retry-after.ts',
  'salesforce-errors.ts',
];

// A plugin sees its own folder only, so each brings these along; a change belongs in every copy.
it.each(SHARED)('%s is the same in every plugin that has it', (file) => {
  const copies = readdirSync(root)
    .map((folder) => new URL(`${folder}/${file}`, root))
    .filter((copy) => existsSync(copy))
    .map((copy) => readFileSync(copy, 'utf8'));
  expect(copies.length).toBeGreaterThan(1);
  expect(new Set(copies).size).toBe(1);
});
