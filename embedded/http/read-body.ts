import type { IncomingMessage } from 'node:http';

/** A request body is larger than the endpoint takes. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/**
 * Reads the whole body of a request.
 *
 * A body over the limit is still read to its end, though not kept: a client that is cut off while it sends sees a broken
 * connection instead of the answer. The server's request timeout bounds how long that can take.
 *
 * @param limit in bytes
 * @throws BodyTooLarge when the body has more than `limit` bytes
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= limit) chunks.push(bytes);
    else chunks.length = 0;
  }
  if (size > limit) throw new BodyTooLarge(`expected a body of ${limit} bytes at most, found ${size}: send less.`);
  return Buffer.concat(chunks);
}
