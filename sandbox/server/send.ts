import type { ServerResponse } from 'node:http';
import type { Reply } from './exchange.ts';

/** Sends an answer: JSON, text, or nothing. */
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
