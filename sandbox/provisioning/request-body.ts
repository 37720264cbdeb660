import * as z from 'zod';
import { jsonObject } from '../server/json-body.ts';
import { Refusal } from '../server/refusal.ts';

/**
 * The request body in the shape that an operation takes.
 *
 * @throws Refusal 400 that lists every field that is wrong.
 */
export function requestBody<Shape>(body: string, schema: z.ZodType<Shape>): Shape {
  const value = jsonObject(body);
  if (value === undefined) {
    const message = 'Expected a JSON object as the body.';
    throw new Refusal({ status: 400, body: { code: 'malformed_request', message } });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const message = z.prettifyError(parsed.error);
  const fields = parsed.error.issues.map(({ path }) => path.join('.'));
  throw new Refusal({ status: 400, body: { code: 'invalid_request', message, fields } });
}
