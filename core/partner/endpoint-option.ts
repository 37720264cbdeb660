import * as z from 'zod';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** An option that holds the URL of an endpoint: https, or http on a loopback host. */
export function endpointOption(): z.ZodType<string, string> {
  return z
    .url({ protocol: /^https?$/ })
    .refine(isHttpsOrLoopback, { error: 'expected an https URL; http is for loopback hosts only' });
}

function isHttpsOrLoopback(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || LOOPBACK.test(hostname);
}
