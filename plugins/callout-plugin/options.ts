import * as z from 'zod';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Options of the callout plugin. */
export const calloutOptions = z.strictObject({
  endpoint: z
    .url({ protocol: /^https?$/ })
    .refine(isHttpsOrLoopback, { error: 'expected an https URL; http is for loopback hosts only' })
    .describe('Where the order is posted to: an https URL, or http on a loopback host.'),
  timeoutValue: z
    .number()
    .int()
    .positive()
    .default(2000)
    .describe('How long to wait for the whole reply, in milliseconds; after that the plugin fails.'),
  shouldRejectOn: z
    .strictObject({
      status: z
        .array(z.number().int().min(100).max(599))
        .default([])
        .describe('Statuses with which the plugin fails. Every other status, 500 included, is a success.'),
    })
    .default({ status: [] })
    .describe('What counts as a refusal.'),
});

/** Parsed options of the callout plugin. */
export type CalloutOptions = z.output<typeof calloutOptions>;

function isHttpsOrLoopback(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || LOOPBACK.test(hostname);
}
