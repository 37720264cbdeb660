import type * as z from 'zod';
import { invalidRequest } from './api-problem.ts';

/** Encodes the position at which a page ended as an opaque cursor. */
export function encodeCursor(position: Readonly<Record<string, string>>): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * Decodes a cursor.
 *
 * @param schema a strict object with the fields in the order in which they were encoded
 * @throws ApiProblem `invalid-request` naming `cursor`, unless this API issued exactly this text
 */
export function decodeCursor<Position extends Readonly<Record<string, string>>>(
  text: string,
  schema: z.ZodType<Position>,
): Position {
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success || encodeCursor(parsed.data) !== text)
    throw invalidCursor('Expected the cursor of an earlier page.');
  return parsed.data;
}

/** Creates the problem of a cursor that cannot be used. */
export function invalidCursor(message: string): Error {
  return invalidRequest([{ path: 'cursor', message }]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
