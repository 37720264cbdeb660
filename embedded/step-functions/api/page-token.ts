import * as z from 'zod';
import { AwsServiceError } from '../../aws/aws-service.ts';

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
