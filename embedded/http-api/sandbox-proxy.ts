import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWTPayload } from 'jose';
import { readBody } from '../http/read-body.ts';
import { authorize } from './jwt-authorizer.ts';

/** The path below which the API passes requests on to the sandbox. */
const PREFIX = '/sandbox/';

/** What a person may see and change, by its name below the prefix. Nothing else of the sandbox is reachable. */
const CONTROLS: Readonly<Record<string, readonly string[]>> = {
  faults: ['GET', 'POST', 'DELETE'],
  effects: ['GET'],
  webhooks: ['GET'],
};

const BODY_LIMIT = 16 * 1024;

/** Handles a request; returns false if it is for somebody else, with the response untouched. */
export type HandleOwnPath = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/**
 * Creates the way from the console to the control plane of the sandbox, which accepts no requests from web pages: a page has to
 * show the token of a person with `orders:operate` instead.
 *
 * @param sandboxUrl base URL of the sandbox
 * @param verify returns the claims of a valid token, throws otherwise
 * @returns a handler that throws GatewayError 401 or 403, and BodyTooLarge
 */
export function createSandboxProxy(sandboxUrl: string, verify: (token: string) => Promise<JWTPayload>): HandleOwnPath {
  return async (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const control = path.startsWith(PREFIX) ? path.slice(PREFIX.length) : '';
    const method = request.method ?? '';
    if (!Object.hasOwn(CONTROLS, control) || CONTROLS[control]?.includes(method) !== true) return false;
    await authorize(request.headers.authorization, ['orders:operate'], verify);
    const body = await readBody(request, BODY_LIMIT);
    const reply = await fetch(new URL(`/__${control}`, sandboxUrl), {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'POST' && { body: body.toString() }),
    });
    const content = Buffer.from(await reply.arrayBuffer());
    const hasBody = reply.status !== 204;
    response.writeHead(reply.status, {
      'cache-control': 'no-store',
      ...(hasBody && { 'content-type': 'application/json', 'content-length': content.length }),
    });
    response.end(hasBody ? content : undefined);
    return true;
  };
}
