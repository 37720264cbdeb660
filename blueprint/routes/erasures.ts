import * as z from 'zod';
import { isEmailAddress } from '../../core/input/email-address.ts';
import { defineRoute, type RouteDefinition } from './define-route.ts';
import { reasonSchema } from './operate-orders.ts';
import { cursorParameter, wholeNumber } from './query-schemas.ts';
import { orderIdSchema } from './response-parts.ts';
import { trimmedText } from './trimmed-text.ts';

/** Most orders that one request may name. */
const MAX_ORDERS = 1_000;

/** The body of `POST /erasures`. */
export const erasureBodySchema = z
  .strictObject({
    email: z
      .string()
      .max(320)
      .refine(isEmailAddress, 'expected an e-mail address such as ada@example.org')
      .meta({ format: 'idn-email' })
      .optional()
      .describe("Every order with this address, in whatever field: the buyer's, a recipient's, a contact's."),
    owner: trimmedText(1, 255).optional().describe('Every order of this `owner` or `userDetails.sub`.'),
    orderIds: z.array(orderIdSchema).min(1).max(MAX_ORDERS).optional().describe('These orders.'),
    reason: reasonSchema,
  })
  .refine(({ email, owner, orderIds }) => [email, owner, orderIds].filter((each) => each !== undefined).length === 1, {
    error: 'expected exactly one of email, owner and orderIds',
  })
  .meta({ oneOf: ['email', 'owner', 'orderIds'].map((field) => ({ required: [field] })) });

const listQuerySchema = z.strictObject({
  limit: wholeNumber({ minimum: 1, maximum: 100, default: 20 }).describe('The maximum number of erasures on a page.'),
  cursor: cursorParameter(),
});

const SHARED = { scope: 'orders:erase', function: 'erasures-api', tag: 'erasures' } as const;

/** The routes that erase personal data and show what was erased. */
export const ERASURES_ROUTES = [
  defineRoute({
    ...SHARED,
    method: 'POST',
    path: '/erasures',
    operationId: 'createErasure',
    summary: 'Erase the personal data of a person or of orders',
    description:
      'Replaces what is personal in the orders, their steps, callouts, events and deliveries. Keeps ids, amounts, dates and outcomes. Orders that are under way or on hold are refused and listed; repeat the request once they have ended. Cannot be undone. Safe to repeat.',
    headers: ['Idempotency-Key'],
    body: erasureBodySchema,
    responses: {
      202: {
        description: 'The erasure has started; read it until it has ended.',
        schema: 'Erasure',
        headers: ['Location', 'Idempotent-Replayed'],
      },
    },
    problems: ['idempotency-key-reused'],
  }),
  defineRoute({
    ...SHARED,
    method: 'GET',
    path: '/erasures',
    operationId: 'listErasures',
    summary: 'List erasures, newest first',
    query: listQuerySchema,
    responses: { 200: { description: 'One page.', schema: 'ErasureList' } },
    problems: [],
  }),
  defineRoute({
    ...SHARED,
    method: 'GET',
    path: '/erasures/{id}',
    operationId: 'getErasure',
    summary: 'Read an erasure: its progress, then its certificate',
    responses: { 200: { description: 'The erasure with its orders.', schema: 'Erasure' } },
    problems: ['erasure-not-found'],
  }),
] as const satisfies readonly (RouteDefinition & { readonly function: 'erasures-api' })[];
