import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from './exchange.ts';

const MAX_BYTES = 10 * 1024 * 1024;

/**
 * Reads the whole body of a request as text. Returns `too-large` for more than 10 MB.
 *
 * @throws Error when the client disconnects before the end.
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

/** Sends a reply, unless the response was already sent or the connection is gone. */
export function send(response: ServerResponse, reply: Reply): void {
  if (response.destroyed || response.headersSent) return;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  response.statusCode = reply.status;
  if (reply.body !== undefined) {
    response.setHeader('content-type', 'application/json;charset=UTF-8');
    response.end(JSON.stringify(reply.body));
  } else if (reply.text !== undefined) {
    if (!response.hasHeader('content-type')) response.setHeader('content-type', 'text/plain;charset=UTF-8');
    response.end(reply.text);
  } else response.end();
}
