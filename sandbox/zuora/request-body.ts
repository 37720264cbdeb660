import * as z from 'zod';
import { Refusal } from '../server/exchange.ts';
import { parseBody } from '../server/json-body.ts';
import { type ErrorKind, failure, type Reason, reason } from './errors.ts';

/** A calendar date, `yyyy-mm-dd`. */
export const dateField = z.iso.date({ error: 'expected a date in the format yyyy-mm-dd' });

/** Non-empty text. */
export const textField = z.string().min(1);

/** An amount of money above zero. */
export const amountField = z.number().positive();

const CUSTOM_FIELD = /__(c|NS)$/;

/**
 * Returns the schema of an object of a request that may have only the fields of its published model.
 * The sandbox is stricter here than Zuora, which may ignore an unknown field.
 *
 * @param others fields of the model that the sandbox stores without reading them, separated by spaces
 * @param customFields whether the API reference lists custom fields among the fields of the object
 */
export function modelObject<Shape extends z.ZodRawShape>(shape: Shape, others = '', customFields = false) {
  const known = new Set([...Object.keys(shape), ...others.split(/\s+/)]);
  return z.looseObject(shape).superRefine((value, context) => {
    for (const field of Object.keys(value)) {
      if (known.has(field) || (customFields && CUSTOM_FIELD.test(field))) continue;
      context.addIssue({ code: 'custom', path: [field], message: 'is not a field of the request' });
    }
  });
}

/**
 * Parses a request body against the schema of an operation.
 *
 * @throws Refusal 400 when the body is not a JSON object, 200 with a reason for each invalid field otherwise.
 */
export function requestBody<Shape>(body: string, schema: z.ZodType<Shape>): Shape {
  return parseBody(body, schema, {
    notAnObject: () =>
      new Refusal(failure([reason({ category: 'malformed' }, 'The request body is not a JSON object.')], 400)),
    invalid: (error, value) => new Refusal(failure(error.issues.map((issue) => reasonOf(issue, value)))),
  });
}

function reasonOf(issue: z.core.$ZodIssue, body: unknown): Reason {
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
