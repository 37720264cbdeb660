import type { IncomingMessage } from 'node:http';

/**
 * Reads the whole body of a request.
 *
 * @returns `gone` when the client broke off, `too large` when there are more bytes than the limit
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | 'gone' | 'too large'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // Destroying the request would close the connection before the refusal is sent.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length;
      if (bytes > limitBytes) return 'too large';
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch {
    return 'gone';
  }
}
