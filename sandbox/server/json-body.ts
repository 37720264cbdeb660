import type * as z from 'zod';
import type { Refusal } from './exchange.ts';

/** How a partner rejects a request body. */
export interface BodyRefusals {
  /** Rejects a body that is not a JSON object. */
  notAnObject(): Refusal;
  /** Rejects a JSON object that does not match the schema. */
  invalid(error: z.ZodError, body: Record<string, unknown>): Refusal;
}

/**
 * Parses a request body against the schema of an operation.
 *
 * @throws Refusal from `refusals`.
 */
export function parseBody<Shape>(body: string, schema: z.ZodType<Shape>, refusals: BodyRefusals): Shape {
  const value = jsonObject(body);
  if (value === undefined) throw refusals.notAnObject();
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refusals.invalid(parsed.error, value);
}

/** Parses a request body. Returns undefined for anything but a JSON object. */
export function jsonObject(body: string): Record<string, unknown> | undefined {
  const value = jsonValue(body);
  return isObject(value) ? value : undefined;
}

/** No partner takes more. Code that calls itself for every level runs out of stack after some thousands. */
const MAX_LEVELS = 500;

/** Parses JSON. Returns undefined for a text that is not JSON, or whose objects and lists are more than 500 levels deep. */
export function jsonValue(text: string): unknown {
  try {
    return levelsOf(text) > MAX_LEVELS ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const STRINGS = /"[^"\\]*(?:\\.[^"\\]*)*"/g;

function levelsOf(text: string): number {
  let level = 0;
  let deepest = 0;
  for (const char of text.replace(STRINGS, '')) {
    if (char === '{' || char === '[') level += 1;
    else if (char === '}' || char === ']') level -= 1;
    deepest = Math.max(deepest, level);
  }
  return deepest;
}

/** Returns whether a value is a JSON object: neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
