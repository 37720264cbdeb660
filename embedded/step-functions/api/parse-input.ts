import * as z from 'zod';
import { AwsServiceError } from '../../aws-service.ts';

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
