import { request } from 'node:http';
import type { TestReply } from '../helpers/start-test-system.ts';

/** A request to one of the hosts that share the emulator's address. */
export interface HostedRequest {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Host header. @default the address itself */
  readonly host?: string;
}

/** Sends a request with a chosen Host header, which `fetch` does not allow. */
export async function sendRequest(
  url: URL,
  { method, headers = {}, body, host = url.host }: HostedRequest,
): Promise<TestReply> {
  const { promise, resolve, reject } = Promise.withResolvers<TestReply>();
  const outgoing = request(url, { method, headers: { ...headers, host } }, async (reply) => {
    try {
      const text = Buffer.concat(await reply.toArray()).toString();
      const received = Object.entries(reply.headers).map(([name, value]): [string, string] => [name, String(value)]);
      resolve({ status: Number(reply.statusCode), headers: new Headers(received), body: parse(text) });
    } catch (error) {
      reject(error);
    }
  });
  outgoing.once('error', reject).end(body);
  return promise;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
