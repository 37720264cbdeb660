import * as z from 'zod';

/** Returns the schema of a query parameter that is a whole number, in digits only. */
export function wholeNumber(range: { readonly minimum: number; readonly maximum: number; readonly default: number }) {
  const { minimum, maximum } = range;
  const expected = `Expected a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, expected)
    .transform(Number)
    .pipe(z.int().min(minimum, expected).max(maximum, expected))
    .default(range.default)
    .meta({ type: 'integer', minimum, maximum });
}

/** Returns the schema of the `cursor` parameter of lists. */
export function cursorParameter() {
  return z
    .string()
    .max(1024)
    .optional()
    .describe('The `cursor` of the previous page, requested with the same filters.');
}
