import type { IncomingMessage } from 'node:http';

const MAX_BYTES = 10 * 1024 * 1024;

/**
 * The whole body of a request as text, or `too-large` past 10 MB.
 *
 * @throws Error when the caller hangs up before the end.
 */
export async function readBody(message: IncomingMessage): Promise<{ text: string } | 'too-large'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes <= MAX_BYTES) chunks.push(part);
  }
  return bytes > MAX_BYTES ? 'too-large' : { text: Buffer.concat(chunks).toString('utf8') };
}
