/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object: variables by name, arguments by field. */
export type JsonObject = { readonly [key: string]: Json };

/**
 * Bytes of UTF-8 that one input, output, result or variable may take: 256 KiB.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const maxPayloadBytes = 262_144;

/** Says whether a value's JSON text fits into one payload of Step Functions. */
export function fitsPayload(value: Json): boolean {
  return Buffer.byteLength(JSON.stringify(value)) <= maxPayloadBytes;
}

/** Says whether a value is a JSON object, so neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
