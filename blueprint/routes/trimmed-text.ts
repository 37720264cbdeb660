import * as z from 'zod';

/**
 * Returns the schema of a text whose length counts without the spaces at its ends. They are removed. Its pattern says so in the OpenAPI
 * document, in which a length would count them.
 *
 * @param minimum 1 or more characters
 */
export function trimmedText(minimum: number, maximum: number) {
  const pattern = minimum === 1 ? /\S/ : new RegExp(`\\S[\\s\\S]{${Math.max(0, minimum - 2)},}\\S`);
  return z
    .string()
    .max(maximum)
    .regex(
      pattern,
      `Expected at least ${minimum === 1 ? 'one character' : `${minimum} characters`}, without spaces at the ends`,
    )
    .transform((text) => text.trim());
}
