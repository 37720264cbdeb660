import type { IncomingMessage } from 'node:http';
import type { RawReply } from './sent-request.ts';

const DEFAULT_MAX_BYTES = 1_048_576;

/**
 * Reads a whole reply.
 *
 * @param maxBytes size of the body. @default 1048576
 * @throws Error the body is too large, encoded although none was accepted, or the connection closed before its end
 */
export async function readReply(incoming: IncomingMessage, maxBytes = DEFAULT_MAX_BYTES): Promise<RawReply> {
  const encoding = incoming.headers['content-encoding'] ?? 'identity';
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    // A reply without a body may name an encoding: it answers HEAD, or is a 304.
    if (encoding !== 'identity')
      throw new Error(`Expected a reply as it is (accept-encoding: identity), found it encoded as ${encoding}.`);
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`Expected a reply of at most ${maxBytes} bytes, found a larger one.`);
    chunks.push(chunk);
  }
  return {
    status: incoming.statusCode ?? 0,
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, joined(value)])),
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

function joined(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}
