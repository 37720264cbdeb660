import type { JsonValue } from '../../core/json.ts';

/**
 * Bytes of UTF-8 that one input, output or result may take: 256 KiB.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const MAX_PAYLOAD_BYTES = 262_144;

/** Levels that a document may nest: the default of the JSON reader in AWS's Java services, and far from any stack limit. */
export const MAX_NESTING = 1000;

const texts = new WeakMap<object, string>();

/** Returns the JSON text of a value. It is made once for each object: values are never changed. */
export function jsonOf(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
}

/** Returns whether a value's JSON text fits into one payload of Step Functions. */
export function fitsPayload(value: JsonValue): boolean {
  return Buffer.byteLength(jsonOf(value)) <= MAX_PAYLOAD_BYTES;
}

/**
 * Parses JSON text of a caller.
 *
 * @throws SyntaxError when it is not JSON, RangeError when it nests deeper than {@link MAX_NESTING}.
 */
export function parseJson(text: string): JsonValue {
  const depth = nestingOf(text);
  if (depth > MAX_NESTING) {
    throw new RangeError(`Expected at most ${MAX_NESTING} levels of nesting, found ${depth}: flatten the document`);
  }
  return JSON.parse(text) as JsonValue;
}

function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
}
