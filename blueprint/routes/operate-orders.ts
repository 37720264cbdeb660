import * as z from 'zod';
import { outputProblems } from '../../core/input/output-problems.ts';
import type { JsonObject } from '../../core/json.ts';
import { MAX_STEP_OUTPUT_BYTES } from '../../core/plugin/define-plugin.ts';
import { redactText } from '../../core/redact/redact-text.ts';
import { defineRoute, type RouteDefinition } from './define-route.ts';

/** Removes e-mail addresses, card numbers and secrets from what a person or a partner wrote. */
const withoutPrivateData = (text: string): string => redactText(text, []);

const reasonSchema = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .transform(withoutPrivateData)
  .describe('Why; stored with the order, together with who and when.');

const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());

const outputSchema = jsonObjectSchema
  .refine((output) => Buffer.byteLength(JSON.stringify(output)) <= MAX_STEP_OUTPUT_BYTES, {
    error: `Expected at most ${MAX_STEP_OUTPUT_BYTES} bytes as JSON: return references, not whole responses.`,
  })
  .check(({ issues, value }) => {
    for (const { message, path } of outputProblems(value))
      issues.push({ code: 'custom', input: value, path: [...path], message });
  })
  .describe(`The output that later steps read; at most ${MAX_STEP_OUTPUT_BYTES} bytes of JSON.`);

/** The body of `POST /orders/{id}/resume`. */
export const resumeBodySchema = z.strictObject({
  reason: reasonSchema,
  patch: jsonObjectSchema
    .optional()
    .describe('Changes to the order as a JSON Merge Patch (RFC 7396): null removes a field, arrays are replaced.'),
});

/** The body of actions that take only a reason. */
export const reasonBodySchema = z.strictObject({ reason: reasonSchema });

/** The body of `POST /orders/{id}/steps/{step}/complete`. */
export const completeBodySchema = z.strictObject({ reason: reasonSchema, output: outputSchema.default({}) });

const errorSchema = z.strictObject({
  code: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'Expected 1 to 64 letters, digits, "_", "." or "-"')
    .describe('A machine-readable reason, shown to the customer, e.g. `card_declined`.'),
  message: z.string().trim().min(1).max(1000).transform(withoutPrivateData).describe('A message for the customer.'),
});

/** The body of `POST /orders/{id}/steps/{step}/callback`. */
export const callbackBodySchema = z
  .strictObject({
    output: outputSchema.optional(),
    error: errorSchema.optional().describe('Why the step failed.'),
    heartbeat: z.literal(true).optional().describe('Not an answer yet: the work is still in progress.'),
  })
  .refine((body) => Object.values(body).filter((value) => value !== undefined).length === 1, {
    error: 'Expected exactly one of output, error and heartbeat.',
  });

const STEP_PROBLEMS = ['order-not-found', 'step-not-found', 'step-not-operable'] as const;
const RUN_PROBLEMS = ['order-failed', 'order-held', 'order-cancelled'] as const;
const RUN_HEADERS = ['Location', 'Idempotent-Replayed', 'Preference-Applied'] as const;

const RUN_RESPONSES = {
  200: { description: 'The order is complete.', schema: 'Order', headers: RUN_HEADERS },
  202: { description: 'The order is in progress again.', schema: 'Order', headers: RUN_HEADERS },
} as const;

const SHARED = { method: 'POST', scope: 'orders:operate', function: 'operate-orders', tag: 'orders' } as const;

/** The routes that let operators recover orders, and that accept callbacks for waiting steps. */
export const OPERATE_ORDERS_ROUTES = [
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/resume',
    operationId: 'resumeOrder',
    summary: 'Resume an order that failed or is held',
    description:
      'Starts a new run with the current sequence, on the order as stored or with the patch applied. Steps that succeeded are not repeated; their recorded output is used. The order type cannot change. A repeat of the request is rejected unless it has the same `Idempotency-Key`.',
    headers: ['Idempotency-Key', 'Prefer'],
    body: resumeBodySchema,
    responses: RUN_RESPONSES,
    problems: ['order-not-found', 'order-not-resumable', 'idempotency-key-reused', ...RUN_PROBLEMS],
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/cancel',
    operationId: 'cancelOrder',
    summary: 'Cancel an order that is not complete',
    description:
      'Stops the run and, if the tenant compensates, undoes its steps. A call to a partner that is already in progress is not interrupted.',
    body: reasonBodySchema,
    responses: { 200: { description: 'The cancelled order.', schema: 'Order' } },
    problems: ['order-not-found', 'order-not-cancellable'],
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/steps/{step}/retry',
    operationId: 'retryStep',
    summary: 'Retry a step',
    description:
      'First make sure that another attempt does no harm. If the order failed or is held, it is resumed. If the order continued without the step, the step runs at once. The response waits for either, as `Prefer` says.',
    headers: ['Prefer'],
    body: reasonBodySchema,
    responses: RUN_RESPONSES,
    problems: [...STEP_PROBLEMS, 'order-not-resumable', ...RUN_PROBLEMS],
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/steps/{step}/skip',
    operationId: 'skipStep',
    summary: 'Skip a step',
    description:
      'The next run skips the step; start that run with `resume`. If the order is degraded by the step, also removes the step from `degraded`; safe to repeat until that succeeds.',
    body: reasonBodySchema,
    responses: { 200: { description: 'The order with its steps.', schema: 'Order' } },
    problems: STEP_PROBLEMS,
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/steps/{step}/complete',
    operationId: 'completeStep',
    summary: 'Mark a step as done',
    description:
      'For a step that turned out to have succeeded, or was done by hand. Later steps read the output; start the next run with `resume`. If the order is degraded by the step, also removes the step from `degraded`; safe to repeat until that succeeds.',
    body: completeBodySchema,
    responses: { 200: { description: 'The order with its steps.', schema: 'Order' } },
    problems: STEP_PROBLEMS,
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/steps/{step}/callback',
    scope: 'orders:write',
    operationId: 'answerStep',
    summary: 'Answer a waiting step',
    description:
      'Send an output, an error or a heartbeat. An answer that arrives early is kept until the step waits; one that arrives late counts in the next run. Only the first answer counts.',
    body: callbackBodySchema,
    responses: { 200: { description: 'The answer was accepted.', schema: 'CallbackReceipt' } },
    problems: ['order-not-found', 'step-not-found', 'callback-not-expected', 'callback-answered'],
  }),
] as const satisfies readonly (RouteDefinition & { readonly function: 'operate-orders' })[];
