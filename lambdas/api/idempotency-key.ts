import type { TenantConfig } from '../../core/config/tenant-config.ts';
import { type JsonObject, textOf } from '../../core/json.ts';
import { formerOrderIdOfKey, newOrderId, orderIdOfKey } from '../../core/order/order-ids.ts';
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

/** The id of a submitted order. */
export interface SubmittedId {
  readonly id: string;
  /**
   * The id that version 0.2 gave an order with this key, so that a repeat of an order from before the upgrade finds it.
   * Absent without a key.
   */
  readonly formerId?: string;
}

/**
 * Returns the id of a submitted order: the same id for the same key of the same client, or a random one if there is no key.
 *
 * A key belongs to its client: another client that sends it gets another order, and learns nothing of this one. The key is the `Idempotency-Key` header or, if the tenant is configured that way, the order's `external_id`.
 *
 * @throws ApiProblem `invalid-request` unless the header is 1 to 255 visible ASCII characters, or if the tenant requires a key
 *   and there is none
 */
export function orderIdFor(
  request: Pick<ApiRequest, 'headers' | 'client'>,
  order: JsonObject,
  {
    tenant,
    api,
  }: Pick<TenantConfig, 'tenant'> & {
    readonly api: Pick<TenantConfig['api'], 'idempotencyFrom' | 'requireIdempotencyKey'>;
  },
): SubmittedId {
  const fromOrder = api.idempotencyFrom === 'external_id';
  const key = fromOrder ? textOf(order.external_id) : idempotencyKeyIn(request);
  if (key !== undefined)
    return { id: orderIdOfKey(tenant, request.client ?? '', key), formerId: formerOrderIdOfKey(tenant, key) };
  if (!api.requireIdempotencyKey) return { id: newOrderId() };
  throw invalidRequest([
    {
      path: fromOrder ? 'external_id' : `header ${HEADER}`,
      message: 'Expected a value that is the same whenever this order is sent, found none: this tenant requires it.',
    },
  ]);
}
