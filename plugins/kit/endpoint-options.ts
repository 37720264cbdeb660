import * as z from 'zod';
import { isLoopbackHost } from '../../core/hosts.ts';
import { KEY_PLACEHOLDER } from '../../core/plugin/plugin-http.ts';
import type { UndoRequest } from './keyed-requests.ts';

/** An option that holds the URL of an endpoint: https, or http on a loopback host. */
export function endpointOption(): z.ZodType<string, string> {
  return z
    .url({ protocol: /^https?$/ })
    .refine(isHttpsOrLoopback, { error: 'expected an https URL; http is for loopback hosts only' });
}

/** An option that holds the URL of an earlier request: a template with `{idempotencyKey}` (RFC 6570). */
export function statusUrlOption(): z.ZodOptional<z.ZodType<string, string>> {
  return keyedUrl()
    .optional()
    .describe(
      'URL that reports on an earlier request, for when a reply was lost: GET returns 404 if there was none. Put {idempotencyKey} where the key of the request goes.',
    );
}

/** An option that describes how an endpoint undoes a request. Undoing nothing must succeed or return 404. */
export function undoOption(): z.ZodOptional<z.ZodType<UndoRequest, unknown>> {
  return z
    .strictObject({
      method: z.enum(['DELETE', 'POST', 'PUT']).default('DELETE').describe('HTTP method of the call. It has no body.'),
      url: keyedUrl().describe('URL to call. Put {idempotencyKey} where the key of the request goes.'),
    })
    .optional()
    .describe(
      'How to undo a request when an order is compensated. Without it, an operator has to undo the request by hand.',
    );
}

function keyedUrl(): z.ZodType<string, string> {
  return endpointOption().refine((url) => url.includes(KEY_PLACEHOLDER), {
    error: `expected ${KEY_PLACEHOLDER} in the URL, where the key of the request goes`,
  });
}

function isHttpsOrLoopback(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || isLoopbackHost(hostname);
}
