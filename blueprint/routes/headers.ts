import type * as z from 'zod';
import type { ApiProblemType } from '../../lambdas/api/api-problem.ts';
import type { ResponseName } from './response-schemas.ts';

/** What the document says of one route, beside what the blueprint says of it. */
export interface OperationSpec {
  readonly operationId: string;
  readonly tag: 'orders' | 'webhooks' | 'tenant';
  readonly summary: string;
  readonly description?: string;
  /** Strict schema of the query parameters. @default none are taken */
  readonly query?: z.ZodObject;
  /** Names of header parameters. @default none */
  readonly headers?: readonly HeaderParameter[];
  /** Strict schema of a JSON body that is no order. @default none is taken */
  readonly body?: z.ZodObject;
  /** Whether the body is an order. @default false */
  readonly takesOrder?: boolean;
  /** The good answers by status. */
  readonly answers: Readonly<Record<number, AnswerSpec>>;
  /** The refusals that the route itself can answer. */
  readonly problems: readonly ApiProblemType[];
}

/** A good answer. */
export interface AnswerSpec {
  readonly description: string;
  readonly schema: ResponseName;
  readonly headers?: readonly AnswerHeader[];
}

/** Headers that callers may send. */
export const HEADER_PARAMETERS = {
  'Idempotency-Key': {
    description:
      'The same key always leads to the same order: a repeat with the same body is answered with that order, a repeat with another body is refused. Not looked at where the tenant takes `external_id` for it.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7E]{1,255}$' },
    example: 'checkout-6b0f3a52',
  },
  Prefer: {
    description:
      '`wait=N` answers at the end of the order, at most N seconds after the request came in, 25 at most (RFC 7240). Nobody waits for a run that could not be started at once: the sweeper starts it within two minutes.',
    schema: { type: 'string' },
    example: 'wait=10',
  },
} as const;

/** The name of a header that callers may send. */
export type HeaderParameter = keyof typeof HEADER_PARAMETERS;

/** Headers of answers. */
export const ANSWER_HEADERS = {
  Location: { description: 'Where the order is read.', schema: { type: 'string' }, required: true },
  'Idempotent-Replayed': {
    description: 'The order was there already.',
    schema: { type: 'string', const: 'true' },
  },
  'Preference-Applied': {
    description: 'The wait that was applied, e.g. `wait=10`; absent when nobody waited.',
    schema: { type: 'string' },
  },
} as const;

/** The name of a header of answers. */
export type AnswerHeader = keyof typeof ANSWER_HEADERS;
