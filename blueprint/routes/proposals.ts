import * as z from 'zod';
import { ORDER_OUTCOMES, PROPOSAL_ACTIONS } from '../../core/proposals/proposal-record.ts';
import { defineRoute, type RouteDefinition } from './define-route.ts';
import { jsonObjectSchema, reasonBodySchema, reasonSchema, stepOutputSchema } from './operate-orders.ts';
import { fieldProblems, fieldsByAction } from './proposal-fields.ts';
import { cursorParameter, listParameter, themselves, wholeNumber } from './query-schemas.ts';
import { listQuerySchema } from './read-orders.ts';
import { orderIdSchema } from './response-parts.ts';

/** Most orders that a proposal may name. With a filter it may have ten times as many. */
const MAX_IDS = 1_000;

/** The fastest pace of a job. */
const MAX_PER_MINUTE = 6_000;

/** The filter of a proposal: that of `GET /orders`, without the search for a person. */
export const proposalFilterSchema = listQuerySchema.omit({ q: true, limit: true, cursor: true });

/** The fields that can name the orders; a body has one of them. */
const ORDERS = ['filter', 'ids', 'outputs'] as const;

/** A filter of a proposal. */
export type ProposalFilter = z.output<typeof proposalFilterSchema>;

/** The body of `POST /proposals`. */
export const proposalBodySchema = z
  .strictObject({
    action: z.enum(PROPOSAL_ACTIONS),
    step: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .describe('The step of each order. Only for `retry`, `skip` and `complete`.'),
    filter: proposalFilterSchema
      .refine((filter) => Object.values(filter).some((value) => value !== undefined), {
        error: 'Expected at least one filter, e.g. "step" and "code"',
      })
      .meta({ minProperties: 1 })
      .optional()
      .describe(
        'The parameters of `GET /orders` that choose the orders. Without a status: those in which the action can be done.',
      ),
    ids: z.array(orderIdSchema).min(1).max(MAX_IDS).optional().describe('These orders.'),
    patch: jsonObjectSchema
      .optional()
      .describe('Changes to every order as a JSON Merge Patch (RFC 7396), without personal data. Only for `resume`.'),
    resume: z
      .boolean()
      .optional()
      .describe('true: also resume each order, which must be failed or held. Only for `skip` and `complete`.'),
    output: stepOutputSchema.optional().describe('What later steps of every order read. Only for `complete`.'),
    outputs: z
      .array(z.strictObject({ id: orderIdSchema, output: stepOutputSchema }))
      .min(1)
      .max(MAX_IDS)
      .refine((outputs) => new Set(outputs.map(({ id }) => id)).size === outputs.length, {
        error: 'Expected each order once',
      })
      .optional()
      .describe('The orders, each with the output that its later steps read. Only for `complete`.'),
    reason: reasonSchema,
  })
  .refine((body) => ORDERS.filter((field) => body[field] !== undefined).length === 1, {
    error: 'Expected exactly one of filter, ids and outputs',
  })
  .check(({ issues, value }) => {
    for (const { path, message } of fieldProblems(value)) issues.push({ code: 'custom', input: value, path, message });
  })
  // The rules above, for those who read the OpenAPI document.
  .meta({
    oneOf: ORDERS.map((field) => ({ required: [field] })),
    anyOf: fieldsByAction(),
  });

/** The body of `POST /proposals/{id}/execute`. */
export const executeBodySchema = z.strictObject({
  perMinute: z.int().min(1).max(MAX_PER_MINUTE).describe('How many orders a minute the job acts on, e.g. 300.'),
});

const listSchema = z.strictObject({
  limit: wholeNumber({ minimum: 1, maximum: 100, default: 20 }).describe('The maximum number of proposals on a page.'),
  cursor: cursorParameter(),
});

const ordersSchema = z.strictObject({
  outcome: listParameter(themselves([...ORDER_OUTCOMES, 'pending']))
    .optional()
    .describe('Only orders with these outcomes, separated by commas. `pending`: not looked at yet.'),
  limit: wholeNumber({ minimum: 1, maximum: 1_000, default: 100 }).describe('The maximum number of orders on a page.'),
  cursor: cursorParameter(),
});

const SHARED = { function: 'proposals-api', tag: 'proposals' } as const;
const ACTS = { ...SHARED, method: 'POST', scope: 'orders:operate' } as const;
const READS = { ...SHARED, method: 'GET', scope: 'orders:operate', orScope: 'orders:audit' } as const;
const HEADERS = ['Location', 'Idempotent-Replayed'] as const;

/** The routes that propose an action on many orders, and execute it. */
export const PROPOSALS_ROUTES = [
  defineRoute({
    ...ACTS,
    path: '/proposals',
    operationId: 'createProposal',
    effect: { destructive: false, idempotent: false },
    summary: 'Propose an action on many orders',
    description:
      'Fixes the orders, their versions and what would be called, by the dry run of the action on each. Changes no order. Read the proposal until it is `ready`, look at it, then execute it. It expires after an hour. Safe to repeat: a repeat without an `Idempotency-Key` is another proposal.',
    headers: ['Idempotency-Key'],
    body: proposalBodySchema,
    responses: {
      202: { description: 'The orders are being looked at.', schema: 'Proposal', headers: HEADERS },
    },
    problems: ['idempotency-key-reused'],
  }),
  defineRoute({
    ...READS,
    path: '/proposals',
    operationId: 'listProposals',
    summary: 'List proposals, newest first',
    query: listSchema,
    responses: { 200: { description: 'One page.', schema: 'ProposalList' } },
    problems: [],
  }),
  defineRoute({
    ...READS,
    path: '/proposals/{id}',
    operationId: 'getProposal',
    summary: 'Read a proposal, what it would do and how far its job has come',
    responses: { 200: { description: 'The proposal.', schema: 'Proposal' } },
    problems: ['proposal-not-found'],
  }),
  defineRoute({
    ...READS,
    path: '/proposals/{id}/orders',
    operationId: 'listProposedOrders',
    summary: 'List the orders of a proposal with their outcomes',
    query: ordersSchema,
    responses: { 200: { description: 'One page.', schema: 'ProposedOrderList' } },
    problems: ['proposal-not-found'],
  }),
  defineRoute({
    ...ACTS,
    path: '/proposals/{id}/approve',
    operationId: 'approveProposal',
    isForPeople: true,
    effect: { destructive: true, idempotent: true },
    summary: 'Approve a proposal as a second person',
    description: 'Where the tenant file asks for it. Whoever made the proposal cannot. Safe to repeat.',
    body: reasonBodySchema,
    responses: { 200: { description: 'The proposal.', schema: 'Proposal' } },
    problems: ['proposal-not-found', 'proposal-not-executable', 'approval-by-proposer'],
  }),
  defineRoute({
    ...ACTS,
    path: '/proposals/{id}/execute',
    operationId: 'executeProposal',
    effect: { destructive: true, idempotent: true },
    summary: 'Start the job of a proposal',
    description:
      'The job does exactly what the proposal shows. An order that has changed since is left out and reported. Safe to repeat: it is one job, and a job that was interrupted goes on.',
    body: executeBodySchema,
    responses: {
      200: { description: 'The job has ended before.', schema: 'Proposal' },
      202: { description: 'The job is running.', schema: 'Proposal' },
    },
    problems: ['proposal-not-found', 'proposal-not-executable', 'proposal-not-approved', 'orders-in-job'],
  }),
  defineRoute({
    ...ACTS,
    path: '/proposals/{id}/stop',
    operationId: 'stopProposal',
    effect: { destructive: true, idempotent: true },
    summary: 'Stop the job of a proposal, or withdraw the proposal',
    description: 'Orders that were acted on continue. Safe to repeat.',
    body: reasonBodySchema,
    responses: { 200: { description: 'The proposal.', schema: 'Proposal' } },
    problems: ['proposal-not-found', 'proposal-not-stoppable'],
  }),
] as const satisfies readonly (RouteDefinition & { readonly function: 'proposals-api' })[];
