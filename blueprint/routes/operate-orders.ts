import {
  callbackBodySchema,
  completeBodySchema,
  reasonBodySchema,
  resumeBodySchema,
} from '../../lambdas/api/operate-orders/request-bodies.ts';
import type { OperationSpec } from './headers.ts';

const STEP_PROBLEMS = ['invalid-request', 'order-not-found', 'step-not-found', 'step-not-operable'] as const;
const AFTER_RUN_PROBLEMS = ['order-failed', 'order-held', 'order-cancelled'] as const;
const RESUME_HEADERS = ['Location', 'Idempotent-Replayed', 'Preference-Applied'] as const;

const RESUME_ANSWERS = {
  200: { description: 'The order is complete.', schema: 'Order', headers: RESUME_HEADERS },
  202: { description: 'The order is on its way again.', schema: 'Order', headers: RESUME_HEADERS },
} as const;

/** The routes of operators by the blueprint's `METHOD /path`. */
export const OPERATE_OPERATIONS: Readonly<Record<string, OperationSpec>> = {
  'POST /orders/{id}/resume': {
    operationId: 'resumeOrder',
    tag: 'orders',
    summary: 'Resume an order that failed or is held',
    description:
      "Begins a new run of today's sequence, on the order as it is or as the patch makes it. Steps that succeeded answer from their records: nothing happens twice. The order type cannot change. A repeat is refused, unless it has the `Idempotency-Key` of the first.",
    headers: ['Idempotency-Key', 'Prefer'],
    body: resumeBodySchema,
    answers: RESUME_ANSWERS,
    problems: [
      'invalid-request',
      'order-not-found',
      'order-not-resumable',
      'order-too-large',
      'idempotency-key-reused',
      ...AFTER_RUN_PROBLEMS,
    ],
  },
  'POST /orders/{id}/cancel': {
    operationId: 'cancelOrder',
    tag: 'orders',
    summary: 'Cancel an order that is not complete',
    description:
      'Stops its run, and has its steps undone where the tenant compensates. A partner that is in the middle of a call is not called back.',
    body: reasonBodySchema,
    answers: { 200: { description: 'The order is cancelled.', schema: 'Order' } },
    problems: ['invalid-request', 'order-not-found', 'order-not-cancellable'],
  },
  'POST /orders/{id}/steps/{step}/retry': {
    operationId: 'retryStep',
    tag: 'orders',
    summary: 'Try a step again',
    description:
      'Make sure first that another attempt does no harm. Of an order that failed or is held: resumes it. Of an order that went on without the step: runs the step at once, and waits for that as `Prefer` says.',
    headers: ['Prefer'],
    body: reasonBodySchema,
    answers: RESUME_ANSWERS,
    problems: [...STEP_PROBLEMS, 'order-not-resumable', ...AFTER_RUN_PROBLEMS],
  },
  'POST /orders/{id}/steps/{step}/skip': {
    operationId: 'skipStep',
    tag: 'orders',
    summary: 'Go on without a step',
    description:
      'The next run passes the step over; `resume` begins it. A degraded order is so no more. As long as it is, a repeat goes on where the first ended.',
    body: reasonBodySchema,
    answers: { 200: { description: 'The order with the step.', schema: 'Order' } },
    problems: STEP_PROBLEMS,
  },
  'POST /orders/{id}/steps/{step}/complete': {
    operationId: 'completeStep',
    tag: 'orders',
    summary: 'Count a step as done',
    description:
      'For what was found done, or was done by hand. Later steps get the output; `resume` begins the next run. A degraded order is so no more. As long as it is, a repeat goes on where the first ended.',
    body: completeBodySchema,
    answers: { 200: { description: 'The order with the step.', schema: 'Order' } },
    problems: STEP_PROBLEMS,
  },
  'POST /orders/{id}/steps/{step}/callback': {
    operationId: 'answerStep',
    tag: 'orders',
    summary: 'Answer a step that waits for it',
    description:
      'Either an output, an error or a sign of life. An answer that comes early is kept until the step waits; one that comes late counts in the next run. The first answer stands.',
    body: callbackBodySchema,
    answers: { 200: { description: 'The answer is taken.', schema: 'CallbackReceipt' } },
    problems: ['invalid-request', 'order-not-found', 'step-not-found', 'callback-not-expected', 'callback-answered'],
  },
};
