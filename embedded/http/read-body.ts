import type { IncomingMessage } from 'node:http';

/** A request body is larger than the endpoint accepts. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** Options of {@link readBody}. */
export interface ReadBodyOptions {
  /**
   * Whether to read a body over the limit to its end, without keeping it. Otherwise the client may see a broken connection
   * instead of the response, and the caller must close the connection after responding. The request timeout of the server
   * limits how long draining can take. @default true
   */
  readonly drain?: boolean;
}

/**
 * Reads the complete body of a request.
 *
 * @param limit in bytes
 * @throws BodyTooLarge when the body has more than `limit` bytes
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
  { drain = true }: ReadBodyOptions = {},
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early must not destroy the connection that carries the response.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= limit) chunks.push(bytes);
    else if (drain) chunks.length = 0;
    else break;
  }
  if (size > limit) throw new BodyTooLarge(`expected a body of ${limit} bytes at most, found more: send less.`);
  return Buffer.concat(chunks);
}
