import * as z from 'zod';
import { AwsServiceError } from '../../aws/aws-service.ts';

/**
 * Parses the body of a request.
 *
 * @throws AwsServiceError `ValidationException` that names every field that does not fit.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const reasons = issues.map(
    ({ path, message }) => `${path.length === 0 ? 'the request' : path.join('.')}: ${message}`,
  );
  const count = `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected`;
  throw new AwsServiceError('ValidationException', `${count}: ${reasons.join('; ')}`);
}

/** What callers may give beside the fields that change something: which data the answer holds. */
export const includedData = z.enum(['ALL_DATA', 'METADATA_ONLY']).default('ALL_DATA');

/** Fields of a request for one page of a list. */
export const paging = {
  maxResults: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .transform((value) => value || 100),
  nextToken: z.string().min(1).max(3096).optional(),
};

const tokenSchema = z.strictObject({ list: z.string(), after: z.number() });

/** Writes the token of the next page: which list it belongs to and what it comes after. */
export function writePageToken(list: string, after: number): string {
  return Buffer.from(JSON.stringify({ list, after })).toString('base64url');
}

/**
 * Reads a page token; undefined when there is none.
 *
 * @throws AwsServiceError `InvalidToken` when it was not written for this list.
 */
export function readPageToken(list: string, token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  try {
    const parts = tokenSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
    if (parts.list === list) return parts.after;
  } catch {
    // Falls through: a token that cannot be read is refused like one of another list.
  }
  throw new AwsServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
}

/** Turns milliseconds into a timestamp of the wire: epoch seconds, with the milliseconds as fraction. */
export function epochSeconds(milliseconds: number): number {
  return milliseconds / 1000;
}
