import type { IncomingMessage } from 'node:http';

/** A request body is larger than the endpoint accepts. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** Options of {@link readBody}. */
export interface ReadBodyOptions {
  /**
   * Whether a body over the limit is still read to its end, though not kept. A client that is cut off while it sends sees
   * a broken connection instead of the answer; the request timeout of the server bounds how long draining can take.
   * Without it the caller must close the connection after its answer. @default true
   */
  readonly drain?: boolean;
}

/**
 * Reads the whole body of a request.
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
  // Leaving the loop early must not destroy the connection that carries the answer.
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
