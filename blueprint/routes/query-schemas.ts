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

/**
 * Returns the schema of a query parameter with one or more of some values, separated by commas.
 *
 * @param meanings what each value stands for
 */
export function listParameter<Meaning extends string>(meanings: Readonly<Record<string, Meaning>>) {
  const values = Object.keys(meanings);
  const oneOf = `(${values.join('|')})`;
  return z
    .string()
    .regex(new RegExp(`^${oneOf}(,${oneOf})*$`), `Expected one or more of ${values.join(', ')}, separated by commas`)
    .transform((text) => [...new Set(text.split(','))].flatMap((value) => meanings[value] ?? []))
    .meta({ type: 'string' });
}

/** Returns a table in which each value stands for itself. */
export function themselves<Value extends string>(values: readonly Value[]): Readonly<Record<Value, Value>> {
  return Object.fromEntries(values.map((value) => [value, value])) as Record<Value, Value>;
}

/** Returns the schema of a query parameter that is `true` or `false`. */
export function booleanParameter() {
  return z.enum(['true', 'false']).transform((text) => text === 'true');
}

/** Returns the schema of the `cursor` parameter of lists. */
export function cursorParameter() {
  return z
    .string()
    .max(1024)
    .regex(/^[\w-]+$/, 'Expected the cursor of an earlier page')
    .optional()
    .describe('The `cursor` of the previous page, requested with the same filters.');
}
