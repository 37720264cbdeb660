import type { TenantConfig } from '../../core/config/tenant-config.ts';
import { type JsonObject, textOf } from '../../core/json.ts';
import { newOrderId, orderIdOfKey } from '../../core/order/order-ids.ts';
import { invalidRequest } from './api-problem.ts';
import type { ApiRequest } from './api-request.ts';

const HEADER = 'idempotency-key';

/**
 * Returns the `Idempotency-Key` header of a request; undefined if there is none.
 *
 * @throws ApiProblem `invalid-request` unless the key is 1 to 255 visible ASCII characters
 */
export function idempotencyKeyIn({ headers }: Pick<ApiRequest, 'headers'>): string | undefined {
  const key = headers[HEADER];
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key))
    throw invalidRequest([
      { path: `header ${HEADER}`, message: 'Expected 1 to 255 visible ASCII characters without spaces.' },
    ]);
  return key;
}

/**
 * Returns the id of a submitted order: the same id for the same key, or a random one if there is no key.
 *
 * The key is the `Idempotency-Key` header or, if the tenant is configured that way, the order's `external_id`.
 *
 * @throws ApiProblem `invalid-request` unless the header is 1 to 255 visible ASCII characters
 */
export function orderIdFor(
  request: Pick<ApiRequest, 'headers'>,
  order: JsonObject,
  { tenant, api }: Pick<TenantConfig, 'tenant'> & { readonly api: Pick<TenantConfig['api'], 'idempotencyFrom'> },
): string {
  const key = api.idempotencyFrom === 'external_id' ? textOf(order.external_id) : idempotencyKeyIn(request);
  return key === undefined ? newOrderId() : orderIdOfKey(tenant, key);
}
