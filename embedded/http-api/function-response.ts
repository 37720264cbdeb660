import type { OutgoingHttpHeaders } from 'node:http';
import * as z from 'zod';
import { isJsonObject } from '../../core/json.ts';
import { http } from '../http/node-http.ts';
import { GatewayError } from './gateway-error.ts';

/** A response to send. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

const structuredResponse = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

// The gateway owns the connection, so a function cannot set its framing headers.
const FRAMING = new Set(['connection', 'content-length', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade']);

/**
 * Converts a function's result to a response (payload format 2.0).
 *
 * A result with a `statusCode` is the whole response; any other is the JSON body of a 200.
 *
 * Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs".
 *
 * @throws GatewayError 500 when it has a `statusCode` but is not a valid response
 */
export function functionResponse(payload: unknown): HttpResponse {
  if (!isJsonObject(payload) || payload.statusCode === undefined) return inferredResponse(payload);
  const parsed = structuredResponse.safeParse(payload);
  if (!parsed.success) throw new GatewayError(500, {}, { cause: parsed.error });
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  return {
    status: statusCode,
    headers: responseHeaders(headers ?? {}, cookies ?? []),
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}

function inferredResponse(payload: unknown): HttpResponse {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload ?? null);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(text) };
}

function responseHeaders(
  given: Readonly<Record<string, string | number | boolean>>,
  cookies: readonly string[],
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { 'content-type': 'text/plain;charset=UTF-8' };
  try {
    for (const [name, value] of Object.entries(given)) {
      const lowerCase = name.toLowerCase();
      if (FRAMING.has(lowerCase)) continue;
      http.validateHeaderName(lowerCase);
      http.validateHeaderValue(lowerCase, String(value));
      headers[lowerCase] = String(value);
    }
    for (const cookie of cookies) http.validateHeaderValue('set-cookie', cookie);
  } catch (cause) {
    throw new GatewayError(500, {}, { cause });
  }
  if (cookies.length > 0) headers['set-cookie'] = [...cookies];
  return headers;
}
