import * as z from 'zod';
import { SANDBOX_HOST } from '../hosts.ts';
import type { JsonValue } from '../json.ts';
import { ORDER_TYPE_ALIASES, ORDER_TYPES } from '../order/order-types.ts';

/** Any JSON value. */
export const jsonValueSchema: z.ZodType<JsonValue> = z.json();

/** A name that is safe in a state name, a JSONata path and a table key. */
export const identifierSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,59}$/, 'Expected a letter followed by at most 59 letters, digits, "_" or "-"');

/** An order type or an alias; the output is the type. */
export const orderTypeNameSchema = z
  .enum([...ORDER_TYPES, ...Object.keys(ORDER_TYPE_ALIASES)])
  .transform((name) => ORDER_TYPE_ALIASES[name] ?? name);

const SHAPE = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)$/;

/**
 * One host, written as the URL parser returns it (WHATWG URL, section 3.5): lower case, no port, IPv6 shortened and in
 * brackets. Calls look up their host in this form only.
 */
export const exactHostSchema = z
  .string()
  .regex(SHAPE, { error: ({ input }) => hostMessage(input), abort: true })
  .refine((host) => hostnameOf(host) === host, { error: ({ input }) => hostMessage(input) });

function hostMessage(found: unknown): string {
  return `Expected one exact host, such as "api.example.org", "127.0.0.1" or "[2001:db8::1]", found ${JSON.stringify(found)}: use lower case, without port or wildcard${found === SANDBOX_HOST ? '. The sandbox is "127.0.0.1"' : ''}`;
}

function hostnameOf(host: string): string | undefined {
  const url = `https://${host}/`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** A reference to a secret: its name below `<tenant>/` in the tenant's store of secrets, never its value. */
export const secretReferenceSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,127}$/, 'Expected the name of a secret, e.g. "auth/warehouse.example.org"');

/** A host, or with `*.` every host below it. */
export const hostPatternSchema = z
  .string()
  .regex(
    /^(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/,
    'Expected a host such as "api.example.org" or "*.example.org", without a port: every port of a host is allowed',
  );
