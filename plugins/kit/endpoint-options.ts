import * as z from 'zod';
import { isLocalHost, SANDBOX_HOST } from '../../core/hosts.ts';
import type { Idempotency } from '../../core/plugin/idempotency.ts';
import { KEY_PLACEHOLDER } from '../../core/plugin/plugin-http.ts';
import type { UndoRequest } from './keyed-requests.ts';

/** An option that holds the URL of an endpoint: https, or http on a loopback host or `{sandbox}`. */
export function endpointOption(): z.ZodType<string, string> {
  return z
    .url({ protocol: /^https?$/ })
    .refine(isHttpsOrLoopback, { error: 'expected an https URL; http is for loopback hosts only' })
    .refine(hasFixedHost, {
      error: 'expected a host without a placeholder, because its secret is granted before any call',
    });
}

/** An option that holds the URL of an earlier request: a template with `{idempotencyKey}` (RFC 6570). */
export function statusUrlOption(): z.ZodOptional<z.ZodType<string, string>> {
  return keyedUrl()
    .optional()
    .describe(
      'URL that reports on an earlier request, for when a reply was lost: GET returns 404 if there was none. Put {idempotencyKey} where the key of the request goes.',
    );
}

/**
 * What a step assumes of an endpoint if its options do not say more: a day is how long the large payment APIs keep a key (Stripe,
 * "Idempotent requests"; Zuora, "Idempotent requests"), and an endpoint that keeps rejections is the more careful assumption.
 */
export const DEFAULT_IDEMPOTENCY: Idempotency = { forHours: 24, keeps: 'all-answers' };

/** An option that says how long an endpoint recognises a repeat by its `Idempotency-Key`. */
export function idempotencyOption(): z.ZodDefault<z.ZodType<Idempotency, IdempotencyInput>> {
  return z
    .strictObject({
      forHours: z
        .union([z.literal('ever'), z.number().positive()])
        .default(DEFAULT_IDEMPOTENCY.forHours)
        .describe(
          'Hours since the first request, during which the endpoint recognises a repeat by its Idempotency-Key; "ever" if always. After that, a request whose reply was lost is not sent again before statusUrl, or an operator, says that it had no effect.',
        ),
      keeps: z
        .enum(['successes', 'all-answers'])
        .default(DEFAULT_IDEMPOTENCY.keeps)
        .describe('Which answers the endpoint repeats: successes, or also rejections.'),
    })
    .default(DEFAULT_IDEMPOTENCY)
    .describe('How long the endpoint recognises a repeat. Ask its provider.');
}

/** What a tenant file says in an option of {@link idempotencyOption}. */
export interface IdempotencyInput {
  readonly forHours?: Idempotency['forHours'] | undefined;
  readonly keeps?: Idempotency['keeps'] | undefined;
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
  return protocol === 'https:' || isLocalHost(hostname);
}

function hasFixedHost(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return true;
  const { hostname } = new URL(endpoint);
  return hostname === SANDBOX_HOST || !/[{}]/.test(hostname);
}
