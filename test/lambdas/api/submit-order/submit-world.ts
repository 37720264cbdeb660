import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { OrderView } from '../../../../blueprint/routes/response-schemas.ts';
import { resolveSequence } from '../../../../core/config/resolve-sequence.ts';
import type { TenantConfig } from '../../../../core/config/tenant-config.ts';
import type { OrderRecord } from '../../../../core/order/order-record.ts';
import { ApiProblem } from '../../../../lambdas/api/api-problem.ts';
import type { ApiRequest, ApiResponse } from '../../../../lambdas/api/api-request.ts';
import { type SubmitOrderPorts, submitOrderRoutes } from '../../../../lambdas/api/submit-order/routes.ts';
import { createWaiters } from '../../../../lambdas/api/waiters.ts';
import { checked } from '../../../helpers/declared-response.ts';
import { type OrderWorld, SMALL_ORDER } from '../../../helpers/order-world.ts';

/** Returns the route that accepts orders into an order world, with the calls to its ports. */
export function submission(world: OrderWorld, ports: Partial<SubmitOrderPorts> = {}) {
  const started: OrderRecord[] = [];
  const reported: string[] = [];
  const routes = submitOrderRoutes({
    orders: world.orders,
    index: world.search,
    lanes: world.lanes,
    config: world.config,
    currentSequence: async (order) => resolveSequence(ports.config ?? world.config, world.catalog, order),
    waiters: createWaiters(100),
    publishEvents: world.publishEvents,
    startExecution: async (order) => {
      started.push(order);
    },
    onError: (message) => reported.push(message),
    now: world.now,
    ...ports,
  });
  return { submit: checked(routes), started, reported };
}

/** Returns the config of a tenant that uses the external id as the idempotency key. */
export function byExternalId(config: TenantConfig): TenantConfig {
  return { ...config, api: { ...config.api, idempotencyFrom: 'external_id' } };
}

/** Returns a request to submit an order. A text body is sent unchanged. */
export function requestFor(body: unknown = SMALL_ORDER, headers: ApiRequest['headers'] = {}): ApiRequest {
  return {
    route: 'POST /orders',
    pathParameters: {},
    query: {},
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    client: 'shop',
  };
}

/** Returns the order in a response. */
export function orderIn({ body }: ApiResponse): OrderView {
  return body as OrderView;
}

/** Returns the problem of a submission. */
export async function problemOf(response: Promise<ApiResponse>): Promise<ApiProblem> {
  try {
    await response;
  } catch (error) {
    if (error instanceof ApiProblem) return error;
    throw error;
  }
  throw new TypeError('Expected a problem, found a response.');
}

/** Returns the number of items in the table, except entries of the search index. */
export async function countItems({ client, table }: OrderWorld): Promise<number> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
  return Items.filter(({ pk }) => !String(pk).startsWith('find#')).length;
}
