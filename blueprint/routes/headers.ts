/** The request headers of the API, as in the OpenAPI document. */
export const REQUEST_HEADERS = {
  'Idempotency-Key': {
    description:
      'Makes the request safe to repeat. A repeat with the same key and body returns the same order; a repeat with a different body is rejected. Ignored for tenants that use `external_id` as the key.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7E]{1,255}$' },
    example: 'checkout-6b0f3a52',
  },
  Prefer: {
    description:
      '`wait=N` delays the response until the run ends, for at most N seconds; N is capped at 25, or at the limit of the tenant (RFC 7240). If too many callers wait, the response is not delayed. If the run cannot start at once, the response is not delayed, and the sweeper starts the run within two minutes.',
    schema: { type: 'string' },
    example: 'wait=10',
  },
  traceparent: {
    description:
      'The trace that the order continues (W3C Trace Context). Without it, or if it is invalid, the order starts a new one. A repeat does not change the trace of the order.',
    schema: { type: 'string' },
    example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  },
  tracestate: {
    description:
      'What tracing systems add to the trace (W3C Trace Context); passed on unchanged to partners and webhooks, up to 512 characters. Must not hold personal data.',
    schema: { type: 'string' },
    example: 'congo=t61rcWkgMzE',
  },
} as const;

/** The name of a request header. */
export type RequestHeader = keyof typeof REQUEST_HEADERS;

/** The response headers of the API, as in the OpenAPI document. */
export const RESPONSE_HEADERS = {
  Location: {
    description: 'The path of what was created or changed, e.g. the order.',
    schema: { type: 'string' },
    required: true,
  },
  'Idempotent-Replayed': {
    description: 'The request is a repeat of an earlier one.',
    schema: { type: 'string', const: 'true' },
  },
  'Retry-After': {
    description: 'Seconds to wait before the request is sent again, with the same `Idempotency-Key`.',
    schema: { type: 'integer' },
  },
  'Preference-Applied': {
    description: 'The wait that was applied, e.g. `wait=10`. Absent if the response was not delayed.',
    schema: { type: 'string' },
  },
} as const;

/** The name of a response header. */
export type ResponseHeader = keyof typeof RESPONSE_HEADERS;

type RequiredHeader = {
  [Header in ResponseHeader]: (typeof RESPONSE_HEADERS)[Header] extends { readonly required: true } ? Header : never;
}[ResponseHeader];

/** The values of headers, by name in lower case. */
export type ResponseHeaders<Declared extends ResponseHeader> = {
  readonly [Header in Declared & RequiredHeader as Lowercase<Header>]: string;
} & { readonly [Header in Exclude<Declared, RequiredHeader> as Lowercase<Header>]?: string };
