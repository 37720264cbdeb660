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

function isHttpsOrLoopback(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || isLoopbackHost(hostname);
}

/** An option that holds the URL of what an endpoint knows by an idempotency key: a template with `{idempotencyKey}` (RFC 6570). */
export function keyedUrlOption(): z.ZodType<string, string> {
  return endpointOption().refine((url) => url.includes(KEY_PLACEHOLDER), {
    error: `expected ${KEY_PLACEHOLDER} in the URL, as what stands for the key of the request`,
  });
}

/** An option that says how an endpoint takes a request back; taking back nothing must succeed or answer 404. */
export function undoOption(): z.ZodOptional<z.ZodType<UndoRequest, unknown>> {
  return z
    .strictObject({
      method: z.enum(['DELETE', 'POST', 'PUT']).default('DELETE').describe('How the URL is called, without a body.'),
      url: keyedUrlOption().describe('What is called; {idempotencyKey} stands for the key that the request came with.'),
    })
    .optional();
}
