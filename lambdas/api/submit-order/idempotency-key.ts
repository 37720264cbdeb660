import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { JsonObject } from '../../../core/json.ts';
import { newOrderId, orderIdOfKey } from '../../../core/order/order-ids.ts';
import type { ApiRequest } from '../api-request.ts';
import { idempotencyKeyIn } from '../idempotency-header.ts';

/**
 * The id that an order gets: always the same one for the same key, a random one without a key.
 *
 * The key is the `Idempotency-Key` header, or the order's `external_id` where the tenant says so.
 *
 * @throws ApiProblem `invalid-request` when the header is not 1 to 255 visible ASCII characters
 */
export function orderIdFor(
  request: ApiRequest,
  order: JsonObject,
  config: Pick<TenantConfig, 'tenant' | 'api'>,
): string {
  const key = keyOf(request, order, config.api.idempotencyFrom);
  return key === undefined ? newOrderId() : orderIdOfKey(config.tenant, key);
}

function keyOf(
  request: ApiRequest,
  order: JsonObject,
  from: TenantConfig['api']['idempotencyFrom'],
): string | undefined {
  if (from === 'external_id') return typeof order.external_id === 'string' ? order.external_id : undefined;
  return idempotencyKeyIn(request);
}
