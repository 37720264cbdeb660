import * as z from 'zod';
import { AwsServiceError } from '../../aws/aws-service.ts';

/**
 * Parses the body of a request.
 *
 * @throws AwsServiceError `ValidationException` that names every invalid field.
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

/** Field of a request that says whether the response includes the data. */
export const includedData = z.enum(['ALL_DATA', 'METADATA_ONLY']).default('ALL_DATA');

/** Fields of a request for a page of a list. */
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

/** Returns the token of the next page of a list. */
export function writePageToken(list: string, after: number): string {
  return Buffer.from(JSON.stringify({ list, after })).toString('base64url');
}

/**
 * Reads a page token; returns undefined without one.
 *
 * @throws AwsServiceError `InvalidToken` when it does not belong to this list.
 */
export function readPageToken(list: string, token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  try {
    const parts = tokenSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
    if (parts.list === list) return parts.after;
  } catch {
    // Rejected below, like the token of another list.
  }
  throw new AwsServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
}

/** Converts epoch milliseconds to the API's timestamps: epoch seconds with a fraction. */
export function epochSeconds(milliseconds: number): number {
  return milliseconds / 1000;
}
