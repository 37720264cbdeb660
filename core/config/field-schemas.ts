import * as z from 'zod';

const SHAPE = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)$/;

/**
 * One host, written as the URL parser gives it (WHATWG URL, section 3.5): lower case, without a port, IPv6 in brackets and
 * shortened. What calls look up by host is found under that form alone.
 */
export const exactHostSchema = z
  .string()
  .regex(SHAPE, { error: ({ input }) => refusal(input), abort: true })
  .refine((host) => hostnameOf(host) === host, { error: ({ input }) => refusal(input) });

function refusal(found: unknown): string {
  return `Expected a host as the URL of a call names it, such as "api.example.org", "127.0.0.1" or "[2001:db8::1]", found ${JSON.stringify(found)}: write one exact host, in lower case, without port or wildcard`;
}

function hostnameOf(host: string): string | undefined {
  const url = `https://${host}/`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
