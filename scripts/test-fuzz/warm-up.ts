import { readdir, readFile } from 'node:fs/promises';
import type { ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import type { FuzzedSystem } from './system.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);

/** Sends the example orders, so that there is something to read, and requests to partners to change. */
export async function sendExamples({ apiUrl, token }: FuzzedSystem): Promise<void> {
  const files = await readdir(EXAMPLES);
  for (const file of files.filter((name) => name.endsWith('.json')).toSorted()) {
    const text = await readFile(new URL(file, EXAMPLES), 'utf8');
    if ('order_type' in JSON.parse(text)) await submit(apiUrl, token, text);
  }
}

/**
 * Closes the connections, which the requests may have opened, sends an order and waits for its end.
 *
 * @throws Error when it does not complete
 */
export async function completeOrder({ apiUrl, token }: FuzzedSystem): Promise<void> {
  await closeConnections(apiUrl, token);
  const text = await readFile(new URL('new-order.json', EXAMPLES), 'utf8');
  const reply = await submit(apiUrl, token, text);
  if (reply.status !== 201)
    throw new Error(`Expected an order to complete with 201, found ${reply.status}: ${await reply.text()}`);
}

async function closeConnections(apiUrl: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const reply = await fetch(`${apiUrl}/connections`, { headers });
  const { items } = (await reply.json()) as ResponseBody<'ConnectionList'>;
  const body = JSON.stringify({ reason: 'The requests are over.' });
  for (const { name } of items) {
    const closed = await fetch(`${apiUrl}/connections/${name}/close`, { method: 'POST', headers, body });
    if (!closed.ok) throw new Error(`The connection ${name} was not closed: ${closed.status} ${await closed.text()}`);
  }
}

function submit(apiUrl: string, token: string, body: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=20' };
  return fetch(`${apiUrl}/orders`, { method: 'POST', headers, body });
}
