import * as z from 'zod';
import { outputProblems } from '../../core/input/output-problems.ts';
import type { JsonObject } from '../../core/json.ts';
import { MAX_STEP_OUTPUT_BYTES } from '../../core/plugin/define-plugin.ts';
import { maskLooks } from '../../core/redact/mask-personal.ts';
import { defineRoute, type RouteDefinition } from './define-route.ts';
import { trimmedText } from './trimmed-text.ts';

/** A text in which somebody wrote something, without spaces at the ends and without private data. */
const writtenText = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/\S/, 'Expected text, found none')
    .transform((text) => maskLooks(text.trim()));

/** Why somebody acts, without private data that its form gives away. */
export const reasonSchema = writtenText(500).describe('Why; stored with the order, together with who and when.');

/** Any JSON object. */
export const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/** The output of a step that a person completes, or another system answers with. */
export const stepOutputSchema = jsonObjectSchema
  .refine((output) => Buffer.byteLength(JSON.stringify(output)) <= MAX_STEP_OUTPUT_BYTES, {
    error: `Expected at most ${MAX_STEP_OUTPUT_BYTES} bytes as JSON: return references, not whole responses.`,
  })
  .check(({ issues, value }) => {
    for (const { message, path } of outputProblems(value))
      issues.push({ code: 'custom', input: value, path: [...path], message });
  })
  .describe(`The output that later steps read; at most ${MAX_STEP_OUTPUT_BYTES} bytes of JSON.`);

const dryRunField = z
  .boolean()
  .default(false)
  .describe('true: change nothing, and return what the action would call and what it would answer from its records.');

const resumeField = z
  .boolean()
  .default(false)
  .describe(
    'true: also resume the order, which must be failed or held. The response waits for the run, as `Prefer` says.',
  );

/** The body of `POST /orders/{id}/resume`. */
export const resumeBodySchema = z.strictObject({
  reason: reasonSchema,
  patch: jsonObjectSchema
    .optional()
    .describe(
      'Changes to the order as a JSON Merge Patch (RFC 7396): null removes a field, arrays are replaced. Its fields must be those of the order type, or those that the order has.',
    ),
  dry_run: dryRunField,
});

/** The body of `POST /orders/{id}/cancel`, `yield` and `retry`. */
export const actionBodySchema = z.strictObject({ reason: reasonSchema, dry_run: dryRunField });

/** The body of `POST /orders/{id}/steps/{step}/skip`. */
export const skipBodySchema = z.strictObject({ reason: reasonSchema, resume: resumeField, dry_run: dryRunField });

/** The body of `POST /orders/{id}/notes`. */
export const noteBodySchema = z.strictObject({
  text: writtenText(1000).describe('For other operators; stored with the order, together with who and when.'),
});

/** The body of `POST /orders/{id}/assign`. */
export const assignBodySchema = z.strictObject({
  to: trimmedText(1, 128)
    .nullable()
    .describe('A person or a team, by the name that your operators use; null for nobody.'),
  reason: reasonSchema,
});

/** The body of actions that take only a reason. */
export const reasonBodySchema = z.strictObject({ reason: reasonSchema });

/** The body of `POST /orders/{id}/steps/{step}/complete`. */
export const completeBodySchema = z.strictObject({
  reason: reasonSchema,
  output: stepOutputSchema.default({}),
  resume: resumeField,
  dry_run: dryRunField,
});

const errorSchema = z.strictObject({
  code: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'Expected 1 to 64 letters, digits, "_", "." or "-"')
    .describe('A machine-readable reason, shown to the customer, e.g. `card_declined`.'),
  message: writtenText(1000).describe('A message for the customer.'),
});

/** The body of `POST /orders/{id}/steps/{step}/callback`. */
export const callbackBodySchema = z
  .strictObject({
    output: stepOutputSchema.optional(),
    error: errorSchema.optional().describe('Why the step failed.'),
    heartbeat: z.literal(true).optional().describe('Not an answer yet: the work is still in progress.'),
  })
  .refine((body) => Object.values(body).filter((value) => value !== undefined).length === 1, {
    error: 'Expected exactly one of output, error and heartbeat.',
  })
  .meta({ oneOf: ['output', 'error', 'heartbeat'].map((field) => ({ required: [field] })) });

const STEP_PROBLEMS = ['order-not-found', 'order-erased', 'step-not-found', 'step-not-operable'] as const;
const RUN_PROBLEMS = ['order-failed', 'order-held', 'order-cancelled', 'partner-unavailable'] as const;
const RUN_HEADERS = ['Location', 'Idempotent-Replayed', 'Preference-Applied'] as const;

const RUN_RESPONSES = {
  200: {
    description: 'The order is complete, or the result of the dry run.',
    schema: 'OrderOrDryRun',
    headers: RUN_HEADERS,
  },
  202: { description: 'The order is in progress again.', schema: 'Order', headers: RUN_HEADERS },
} as const;

const DECISION_RESPONSES = {
  200: {
    description: 'The order with its steps, or the result of the dry run.',
    schema: 'OrderOrDryRun',
    headers: RUN_HEADERS,
  },
  202: RUN_RESPONSES[202],
} as const;

const LOOK_FIRST = 'Look at `GET /orders/{id}` before you repeat the request.';

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
    whenInterrupted:
      'The run may have started. Repeat the request with the same `Idempotency-Key`; without a key, look at `GET /orders/{id}` first.',
    responses: RUN_RESPONSES,
    problems: ['order-not-found', 'order-erased', 'order-not-resumable', 'idempotency-key-reused', ...RUN_PROBLEMS],
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/cancel',
    operationId: 'cancelOrder',
    summary: 'Cancel an order that is not complete',
    description:
      'Stops the run and, if the tenant compensates, undoes its steps. A call to a partner that is already in progress is not interrupted.',
    body: actionBodySchema,
    whenInterrupted: `The order may have been cancelled. ${LOOK_FIRST}`,
    responses: { 200: { description: 'The cancelled order, or the result of the dry run.', schema: 'OrderOrDryRun' } },
    problems: ['order-not-found', 'order-erased', 'order-not-cancellable'],
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/yield',
    operationId: 'yieldOrder',
    effect: { destructive: true, idempotent: true },
    summary: 'Let the orders behind it pass',
    description:
      'For an order that is held, or in progress and stuck, while other orders of its subscription wait for it: the next one starts. First make sure that they do no harm before this one. An order in progress continues beside them; a held one takes a place at the end when it is resumed. Safe to repeat.',
    body: actionBodySchema,
    responses: { 200: { description: 'The order, or the result of the dry run.', schema: 'OrderOrDryRun' } },
    problems: ['order-not-found', 'order-keeps-lane'],
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/notes',
    operationId: 'addNote',
    summary: 'Add a note to an order',
    description: 'Changes nothing else. Safe to repeat: a note that repeats the last one is not added again.',
    effect: { destructive: false, idempotent: true },
    body: noteBodySchema,
    responses: { 200: { description: 'The order with its notes.', schema: 'AnnotatedOrder' } },
    problems: ['order-not-found', 'order-erased', 'order-annotations-full'],
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/assign',
    operationId: 'assignOrder',
    summary: 'Say who takes care of an order',
    description: 'Changes nothing else: everybody else can still act on the order. Safe to repeat.',
    effect: { destructive: false, idempotent: true },
    body: assignBodySchema,
    responses: { 200: { description: 'The order with its notes.', schema: 'AnnotatedOrder' } },
    problems: ['order-not-found', 'order-erased', 'order-annotations-full'],
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/steps/{step}/retry',
    operationId: 'retryStep',
    summary: 'Retry a step',
    description:
      'First make sure that another attempt does no harm. If the order failed or is held, it is resumed. If the order continued without the step, the step runs at once. The response waits for either, as `Prefer` says.',
    headers: ['Prefer'],
    body: actionBodySchema,
    whenInterrupted: `The retry may have started. ${LOOK_FIRST}`,
    responses: RUN_RESPONSES,
    problems: [...STEP_PROBLEMS, 'order-not-resumable', ...RUN_PROBLEMS],
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/steps/{step}/skip',
    operationId: 'skipStep',
    summary: 'Skip a step',
    description:
      'The next run skips the step; `resume` starts that run. If the order is degraded by the step, also removes the step from `degraded`; safe to repeat until that succeeds.',
    headers: ['Prefer'],
    body: skipBodySchema,
    whenInterrupted: `The step may have been skipped. ${LOOK_FIRST}`,
    responses: DECISION_RESPONSES,
    problems: [...STEP_PROBLEMS, 'order-not-resumable', ...RUN_PROBLEMS],
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/steps/{step}/complete',
    operationId: 'completeStep',
    summary: 'Mark a step as done',
    description:
      'For a step that turned out to have succeeded, or was done by hand. Later steps read the output; `resume` starts the next run. It also replaces what an operator recorded before, while the order is failed or held. If the order is degraded by the step, also removes the step from `degraded`; safe to repeat until that succeeds.',
    headers: ['Prefer'],
    body: completeBodySchema,
    whenInterrupted: `The step may have been completed. ${LOOK_FIRST}`,
    responses: DECISION_RESPONSES,
    problems: [...STEP_PROBLEMS, 'order-not-resumable', ...RUN_PROBLEMS],
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/steps/{step}/probe',
    operationId: 'probeStep',
    summary: 'Ask the partner whether a step happened',
    description:
      'For a step whose outcome is unknown, of an order that failed, is held or continued without it. Sends nothing that has an effect. The answer is recorded with the step, and the order stays as it is. The response waits for the answer, unless `Prefer` says `wait=0`.',
    headers: ['Prefer'],
    body: actionBodySchema,
    whenInterrupted: `The partner may have been asked. ${LOOK_FIRST}`,
    responses: {
      200: {
        description: 'What was found, or the result of the dry run.',
        schema: 'ProbeOrDryRun',
        headers: ['Location', 'Preference-Applied'],
      },
      202: {
        description: 'The partner has not answered yet.',
        schema: 'Probe',
        headers: ['Location', 'Preference-Applied'],
      },
    },
    problems: STEP_PROBLEMS,
  }),
  defineRoute({
    ...SHARED,
    path: '/orders/{id}/steps/{step}/callback',
    scope: 'orders:callback',
    operationId: 'answerStep',
    summary: 'Answer a waiting step',
    description:
      'Send an output, an error or a heartbeat. An answer that arrives early is kept until the step waits; one that arrives late counts in the next run. Only the first answer counts.',
    body: callbackBodySchema,
    whenInterrupted:
      'The answer may have been recorded. Repeat the request: `callback-answered` then means that it was, if nobody else answers.',
    responses: { 200: { description: 'The answer was accepted.', schema: 'CallbackReceipt' } },
    problems: ['order-not-found', 'order-erased', 'step-not-found', 'callback-not-expected', 'callback-answered'],
  }),
] as const satisfies readonly (RouteDefinition & { readonly function: 'operate-orders' })[];
