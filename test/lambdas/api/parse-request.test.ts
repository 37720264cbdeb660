import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { completeBodySchema, resumeBodySchema } from '../../../blueprint/routes/operate-orders.ts';
import { recoverBodySchema } from '../../../blueprint/routes/webhooks.ts';
import { ApiProblem } from '../../../lambdas/api/api-problem.ts';
import { requestOf } from '../../../lambdas/api/api-request.ts';
import { parseBody, parseQuery } from '../../../lambdas/api/parse-request.ts';
import { apiEvent } from './api-event.ts';

const request = (body: unknown, query: Readonly<Record<string, string>> = {}) => ({
  ...requestOf(apiEvent({ route: 'POST /orders', body: JSON.stringify(body) })),
  query,
});

function errorsOf(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    if (error instanceof ApiProblem) return error.extensions.errors;
    throw error;
  }
  throw new TypeError('Expected a problem, found none.');
}

describe('the errors of a request', () => {
  it.each([
    [resumeBodySchema, 'patch', 5, 'Expected object, found number.'],
    [resumeBodySchema, 'patch', null, 'Expected object, found null.'],
    [resumeBodySchema, 'reason', 5, 'Expected string, found number.'],
    [completeBodySchema, 'output', [1], 'Expected object, found array.'],
    [recoverBodySchema, 'since', 'yesterday', 'Expected a date and time such as 2026-11-22T09:30:00Z.'],
  ])('are phrased the same for every body (%#)', (schema, field, value, message) => {
    const body = schema === recoverBodySchema ? {} : { reason: 'Ticket 17' };
    expect(errorsOf(() => parseBody(schema, request({ ...body, [field]: value })))).toEqual([{ path: field, message }]);
  });

  it('are phrased the same for a query, unless the schema has a message', () => {
    const schema = z.strictObject({ since: z.iso.datetime(), day: z.iso.date('Expected a day') });
    expect(errorsOf(() => parseQuery(schema, request({}, { since: 'x', day: 'x' })))).toEqual([
      { path: 'since', message: 'Expected a date and time such as 2026-11-22T09:30:00Z.' },
      { path: 'day', message: 'Expected a day.' },
    ]);
  });

  it('are absent for a valid body', () => {
    const patch = { country: 'GB' };
    expect(parseBody(resumeBodySchema, request({ reason: 'Ticket 17', patch }))).toEqual({
      reason: 'Ticket 17',
      patch,
      dry_run: false,
    });
    const since = '2026-11-22T09:30:00Z';
    expect(parseBody(recoverBodySchema, request({ since }))).toEqual({ since, dry_run: false });
  });
});
