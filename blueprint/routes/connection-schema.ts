import * as z from 'zod';
import { CONNECTION_ACTIONS } from '../../core/connections/connection-state.ts';
import { instantSchema, orderIdSchema } from './response-parts.ts';

/** What `close` or `try` would do. */
export const connectionDryRunSchema = z
  .strictObject({
    dry_run: z.literal(true),
    action: z.enum(CONNECTION_ACTIONS),
    connection: z.string(),
    status: z.enum(['closed', 'open', 'trying']),
    changes: z.boolean().describe('false: the connection is already as the action would leave it.'),
    orders: z
      .int()
      .describe('How many orders wait for it and would continue: all of them after `close`, at most one by `try`.'),
    first: orderIdSchema.nullable().describe('The order that has waited longest, and calls the partner first.'),
    minutes: z.int().nullable().describe('After how many minutes the last of them continues; null if none does.'),
  })
  .describe('What an action on a connection would do. Nothing was changed.');

/** A connection and the orders that wait for it. */
export const connectionSchema = z
  .strictObject({
    name: z.string().describe('The name of the secret with its address, or the host of a callout.'),
    status: z
      .enum(['closed', 'open', 'trying'])
      .describe('`closed`: orders call the partner. `open`: none does. `trying`: one order tries it.'),
    since: instantSchema.nullable().describe('When it opened, or last closed; null if it never opened.'),
    opened_by: z.enum(['outages', 'operator']).nullable(),
    next_try_at: instantSchema
      .nullable()
      .describe(
        'When an order tries it. Null if it is closed, or an operator opened it: it then waits for an operator.',
      ),
    tried_by: z.string().nullable().describe('The order that tries it.'),
    outages: z.int().describe('Consecutive outages while it is closed.'),
    last_outage: z
      .strictObject({ at: instantSchema, code: z.string() })
      .nullable()
      .describe('The last outage that changed its state.'),
    parked: z
      .strictObject({
        count: z.int().describe('At most 5,000 orders are counted, over all connections.'),
        oldest_since: instantSchema.nullable(),
      })
      .describe('The orders that wait for it.'),
    settings: z.strictObject({
      open_after_outages: z.int(),
      try_after_seconds: z.int(),
      release_per_minute: z.int(),
    }),
    operations: z
      .array(
        z.strictObject({ action: z.enum(CONNECTION_ACTIONS), by: z.string(), at: instantSchema, reason: z.string() }),
      )
      .describe('The latest 20 actions of operators, oldest first.'),
  })
  .describe('A connection to a partner.');
