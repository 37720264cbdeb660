import * as z from 'zod';
import { ORDER_OUTCOMES, PROPOSAL_ACTIONS, PROPOSAL_STATUSES } from '../../core/proposals/proposal-record.ts';
import { instantSchema, jsonObjectSchema, orderIdSchema } from './response-parts.ts';

/** The id of a proposal. */
export const proposalIdSchema = z
  .string()
  .regex(/^proposal-[0-9a-f]{32}$/)
  .describe('`proposal-` followed by 32 hex digits.');

const whoSchema = z.strictObject({
  by: z.string().describe('The subject of the token, and its client if that differs.'),
  at: instantSchema,
  reason: z.string().nullable(),
});

const countsSchema = z.strictObject({
  done: z.int().describe('The action was done.'),
  changed: z.int().describe('Left out: the order, or what would be called, has changed since the preview.'),
  refused: z.int().describe('Left out of the preview: the action would have been refused.'),
  failed: z.int().describe('An unforeseen error: look at the order.'),
});

const fields = {
  id: proposalIdSchema,
  status: z
    .enum([...PROPOSAL_STATUSES, 'expired'])
    .describe(
      '`preparing`: its orders are being looked at. `ready`: it can be executed. `expired`: it no longer can. `refused`: see `problem`. `running`: its job acts on the orders. `finished`, `stopped`: it has ended.',
    ),
  action: z.enum(PROPOSAL_ACTIONS),
  step: z.string().nullable().describe('The step of an action on a step.'),
  reason: z.string(),
  by: z.string().describe('Who proposed it: the subject of the token, and its client if that differs.'),
  createdAt: instantSchema,
  expiresAt: instantSchema.nullable().describe('Until when it can be executed; null while it is not ready.'),
  planned: z.int().describe('How many orders the action is done to, unless they change before.'),
  counts: countsSchema.describe('The number of orders by outcome, so far.'),
  needsApproval: z.string().nullable().describe('Why a second person has to approve it; null if nobody has to.'),
  approved: whoSchema.nullable(),
  executed: whoSchema
    .extend({ perMinute: z.int() })
    .nullable()
    .describe('Who executed it. Its orders name this person.'),
  stopped: whoSchema.nullable().describe('Who stopped the job, or withdrew the proposal.'),
  finishedAt: instantSchema.nullable(),
  advice: z.string().describe('What to do next.'),
  links: z.strictObject({ self: z.string(), orders: z.string() }),
};

/** A proposal in a list. */
export const proposalSummarySchema = z.strictObject(fields).describe('A proposal to do one action to many orders.');

/** Returns the schema of a proposal. @param plan schema of a step of a plan @param change schema of a changed field */
export function proposalSchemaOf<Plan extends z.ZodType, Change extends z.ZodType>(plan: Plan, change: Change) {
  return z
    .strictObject({
      ...fields,
      filter: z.record(z.string(), z.string()).nullable().describe('As in `GET /orders`; null if it names its orders.'),
      plans: z
        .array(
          z.strictObject({
            orders: z.int().describe('How many orders it applies to.'),
            startsRun: z.boolean(),
            steps: z.array(plan),
            changes: z.array(change).describe('The fields that the patch changes, without their content.'),
          }),
        )
        .describe('What the action would do, as the dry run of each order says.'),
      amounts: z
        .array(z.strictObject({ currency: z.string(), amount: z.string() }))
        .describe('The totals of the orders by currency, e.g. `1234.50`.'),
      withoutAmount: z.int().describe('How many of the orders do not say what they cost.'),
      output: jsonObjectSchema
        .nullable()
        .describe('What the step of every order is completed with; null if each order has its own.'),
      problem: z
        .strictObject({
          code: z.enum(['no-orders', 'too-many-orders', 'too-many-plans', 'orders-in-job']),
          message: z.string(),
          proposal: proposalIdSchema.nullable().describe('The proposal whose job has the orders.'),
        })
        .nullable()
        .describe('Why it was refused.'),
    })
    .describe('A proposal, what it would do, and the progress of its job.');
}

/** An order of a proposal. */
export const proposedOrderSchema = z.strictObject({
  id: orderIdSchema,
  order_reference: z.string(),
  plan: z.int().nullable().describe('The position of its plan in `plans`, from 0; null if the preview refused it.'),
  output: jsonObjectSchema.nullable().describe('What its step is completed with, if each order has its own.'),
  outcome: z.enum(ORDER_OUTCOMES).nullable().describe('null: not looked at yet.'),
  message: z.string().nullable().describe('Why it was left out.'),
});
