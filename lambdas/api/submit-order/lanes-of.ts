import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { JsonObject } from '../../../core/json.ts';
import { subscriptionsChangedBy } from '../../../core/order/order-lanes.ts';
import { purchasesOf } from '../../../core/order/order-purchases.ts';
import type { Sequence } from '../../../core/sequence/sequence.ts';
import { keyPart } from '../../order-store/key-part.ts';
import type { SearchIndex } from '../../order-store/search-index.ts';
import { NOTHING_CHANGED, serviceUnavailable } from '../api-problem.ts';

/** Dependencies of choosing lanes. */
export interface LanesOfPorts {
  readonly config: Pick<TenantConfig, 'collisions'>;
  readonly index: Pick<SearchIndex, 'hashOf'>;
}

/**
 * Returns the lanes that a new order takes, in the order in which it takes them: of the subscriptions that it changes, and of what
 * its customer may buy only once. The name of the latter says nothing about the person to anybody without the search key.
 *
 * @throws ApiProblem `service-unavailable` the search key cannot be read
 */
export async function lanesOf(
  order: JsonObject,
  sequence: Pick<Sequence, 'steps'>,
  { config, index }: LanesOfPorts,
): Promise<readonly string[]> {
  const subscriptions = config.collisions === 'allow' ? [] : subscriptionsChangedBy(order);
  const purchases: string[] = [];
  for (const { customer, mode, product } of purchasesOf(order, sequence)) {
    const hash = await index.hashOf(customer).catch((error: unknown) => {
      throw serviceUnavailable(NOTHING_CHANGED, error);
    });
    purchases.push(`buys/${hash}/${mode}/${product}`);
  }
  return [...subscriptions, ...purchases].map(keyPart);
}
