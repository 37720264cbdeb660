import * as z from 'zod';
import { Refusal } from '../server/exchange.ts';
import { parseBody } from '../server/json-body.ts';

/**
 * Parses a request body against the schema of an operation.
 *
 * @throws Refusal 400 with every invalid field.
 */
export function requestBody<Shape>(body: string, schema: z.ZodType<Shape>): Shape {
  return parseBody(body, schema, {
    notAnObject: () => refusal({ code: 'malformed_request', message: 'Send a JSON object as the body.' }),
    invalid: (error) =>
      refusal({
        code: 'invalid_request',
        message: z.prettifyError(error),
        fields: error.issues.map(({ path }) => path.join('.')),
      }),
  });
}

function refusal(body: object): Refusal {
  return new Refusal({ status: 400, body });
}
