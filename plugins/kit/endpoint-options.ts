import * as z from 'zod';
import { isLoopbackHost } from '../../core/is-loopback-host.ts';

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
