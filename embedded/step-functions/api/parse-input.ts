import type * as z from 'zod';
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
