import { parseOrder } from '../../core/order/parse-order.ts';
import { defineRoute, type RouteDefinition } from './define-route.ts';

/** The routes that preview orders and describe the tenant. */
export const DESCRIBE_ROUTES = [
  defineRoute({
    method: 'POST',
    path: '/orders/preview',
    scope: 'orders:write',
    function: 'describe',
    operationId: 'previewOrder',
    tag: 'orders',
    summary: 'Preview an order',
    description:
      'Returns the sequence that the order would run, why it was chosen, and the problems that would stop it. Stores nothing and calls no partner.',
    body: { parseOrder },
    responses: { 200: { description: 'The preview.', schema: 'OrderPreview' } },
    problems: [],
  }),
  defineRoute({
    method: 'GET',
    path: '/config',
    scope: 'orders:operate',
    function: 'describe',
    operationId: 'getConfig',
    tag: 'tenant',
    summary: 'Read the config in effect',
    responses: { 200: { description: 'The config with every sequence.', schema: 'Config' } },
    problems: [],
  }),
  defineRoute({
    method: 'GET',
    path: '/health',
    scope: null,
    function: 'describe',
    operationId: 'getHealth',
    tag: 'tenant',
    summary: 'Check liveness',
    description: 'Does not check dependencies.',
    query: 'ignored',
    responses: { 200: { description: 'The API is up.', schema: 'Health' } },
    problems: [],
  }),
  defineRoute({
    method: 'GET',
    path: '/openapi.json',
    scope: null,
    function: 'describe',
    operationId: 'getOpenApi',
    tag: 'tenant',
    summary: 'Read this document',
    query: 'ignored',
    responses: { 200: { description: 'An OpenAPI 3.1 document.', schema: 'OpenApi' } },
    problems: [],
  }),
] as const satisfies readonly (RouteDefinition & { readonly function: 'describe' })[];
