import { eventsQuerySchema } from '../../lambdas/api/read-orders/list-order-events.ts';
import { listQuerySchema } from '../../lambdas/api/read-orders/list-query.ts';
import type { OperationSpec } from './headers.ts';
import { OPERATE_OPERATIONS } from './operate-orders.ts';
import { WEBHOOK_OPERATIONS } from './webhooks.ts';

const SUBMIT_HEADERS = ['Location', 'Idempotent-Replayed', 'Preference-Applied'] as const;

/** Every route by the blueprint's `METHOD /path`. */
export const OPERATIONS: Readonly<Record<string, OperationSpec>> = {
  'POST /orders': {
    operationId: 'submitOrder',
    tag: 'orders',
    summary: 'Submit an order',
    description:
      'Stores the order and starts its run. Waits for its end when `Prefer: wait=N` or `process_immediately: true` (25 seconds) asks for it. Unknown fields are kept and passed on to the plugins.',
    headers: ['Idempotency-Key', 'Prefer'],
    takesOrder: true,
    answers: {
      201: { description: 'The order is complete.', schema: 'Order', headers: SUBMIT_HEADERS },
      202: { description: 'The order is stored and on its way.', schema: 'Order', headers: SUBMIT_HEADERS },
    },
    problems: [
      'invalid-request',
      'order-too-large',
      'idempotency-key-reused',
      'order-failed',
      'order-held',
      'order-cancelled',
    ],
  },
  'POST /orders/preview': {
    operationId: 'previewOrder',
    tag: 'orders',
    summary: 'Preview an order',
    description: 'Tells which sequence the order would run and why, and what would stop it. Stores nothing.',
    takesOrder: true,
    answers: { 200: { description: 'What would become of the order.', schema: 'OrderPreview' } },
    problems: ['invalid-request', 'order-too-large'],
  },
  'GET /orders': {
    operationId: 'listOrders',
    tag: 'orders',
    summary: 'List orders, newest first',
    query: listQuerySchema,
    answers: { 200: { description: 'One page.', schema: 'OrderList' } },
    problems: ['invalid-request'],
  },
  'GET /orders/{id}': {
    operationId: 'getOrder',
    tag: 'orders',
    summary: 'Read an order with its steps',
    answers: { 200: { description: 'The order.', schema: 'Order' } },
    problems: ['invalid-request', 'order-not-found'],
  },
  'GET /orders/{id}/process-events': {
    operationId: 'listProcessEvents',
    tag: 'orders',
    summary: 'Read what happened in each run of an order',
    answers: { 200: { description: 'The process events.', schema: 'ProcessEventList' } },
    problems: ['invalid-request', 'order-not-found'],
  },
  'GET /orders/{id}/events': {
    operationId: 'listOrderEvents',
    tag: 'orders',
    summary: 'Read the order events by number',
    description: 'A receiver that misses a number fills its gap here.',
    query: eventsQuerySchema,
    answers: { 200: { description: 'One page, in their order.', schema: 'OrderEventList' } },
    problems: ['invalid-request', 'order-not-found'],
  },
  ...OPERATE_OPERATIONS,
  ...WEBHOOK_OPERATIONS,
  'GET /config': {
    operationId: 'getConfig',
    tag: 'tenant',
    summary: 'Read the config that is in effect',
    answers: { 200: { description: 'The config with every sequence.', schema: 'Config' } },
    problems: ['invalid-request'],
  },
  'GET /health': {
    operationId: 'getHealth',
    tag: 'tenant',
    summary: 'See that the API answers',
    description: 'Calls nothing that it depends on.',
    answers: { 200: { description: 'It does.', schema: 'Health' } },
    problems: [],
  },
  'GET /openapi.json': {
    operationId: 'getOpenApi',
    tag: 'tenant',
    summary: 'Read this document',
    answers: { 200: { description: 'An OpenAPI 3.1 document.', schema: 'OpenApi' } },
    problems: [],
  },
};
