import * as z from 'zod';
import { parseOrder } from '../../core/order/parse-order.ts';
import { defineRoute, type RouteDefinition } from './define-route.ts';
import { cursorParameter, wholeNumber } from './query-schemas.ts';

const versionsQuerySchema = z.strictObject({
  limit: wholeNumber({ minimum: 1, maximum: 100, default: 20 }).describe(
    'The maximum number of deployments on a page.',
  ),
  cursor: cursorParameter(),
});

/** Who may read the config. */
const CONFIG = { scope: 'orders:operate', orScope: 'orders:audit', function: 'describe', tag: 'tenant' } as const;

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
    ...CONFIG,
    method: 'GET',
    path: '/config',
    operationId: 'getConfig',
    summary: 'Read the config in effect',
    responses: { 200: { description: 'The config with every sequence.', schema: 'Config' } },
    problems: [],
  }),
  defineRoute({
    ...CONFIG,
    method: 'GET',
    path: '/config/versions',
    operationId: 'listConfigVersions',
    summary: 'List the deployed versions of the config',
    description:
      'One entry for each deployment that changed the config or the commit: a version that was deployed again is listed again.',
    query: versionsQuerySchema,
    responses: { 200: { description: 'One page.', schema: 'ConfigVersionList' } },
    problems: [],
  }),
  defineRoute({
    ...CONFIG,
    method: 'GET',
    path: '/config/versions/{version}',
    operationId: 'getConfigVersion',
    summary: 'Read a version of the config',
    responses: { 200: { description: 'The tenant file as it was deployed.', schema: 'ConfigVersion' } },
    problems: ['config-version-not-found'],
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
  defineRoute({
    method: 'GET',
    path: '/',
    scope: null,
    function: 'describe',
    operationId: 'getStartPage',
    tag: 'tenant',
    summary: 'Find the way in',
    query: 'ignored',
    responses: { 200: { description: 'Where the OpenAPI document and the documentation are.', schema: 'StartPage' } },
    problems: [],
  }),
] as const satisfies readonly (RouteDefinition & { readonly function: 'describe' })[];
