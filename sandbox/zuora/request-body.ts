import type * as z from 'zod';
import { jsonObject } from '../server/json-body.ts';
import { Refusal } from '../server/refusal.ts';
import { type ErrorKind, failure, reason } from './errors.ts';

/**
 * The request body in the shape that an operation takes.
 *
 * @throws Refusal 400 for a body that is not a JSON object; 200 with a reason for each wrong field otherwise.
 */
export function requestBody<Shape>(body: string, schema: z.ZodType<Shape>): Shape {
  const value = jsonObject(body);
  if (value === undefined) {
    throw new Refusal(failure([reason({ category: 'malformed' }, 'The request body is not a JSON object.')], 400));
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refusal(failure(parsed.error.issues.map((issue) => toReason(issue, value))));
}

function toReason(issue: z.core.$ZodIssue, body: unknown) {
  const path = issue.path.map(String).join('.');
  const field = String(issue.path.at(-1) ?? '');
  if (valueAt(body, issue.path) === undefined) {
    const message = issue.code === 'custom' ? issue.message : 'may not be empty';
    return reason({ category: 'missingField' }, `'${path}' ${message}`);
  }
  const kind: ErrorKind = { category: 'invalidValue', ...(field === 'termType' ? { resource: 'termType' } : {}) };
  if (issue.code === 'invalid_value') {
    return reason(kind, `'${field}' value should be one of: ${issue.values.map(String).join(', ')}`);
  }
  return reason(kind, `'${path}': ${issue.message}`);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}
