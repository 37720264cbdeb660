import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import { durationSeconds } from '../../../core/config/duration.ts';
import type { CountGroups } from '../../order-store/order-groups.ts';
import type { RouteRequest } from '../api-request.ts';
import { instantsOf } from './list-orders.ts';

/** The ages by which the orders of a group are counted. */
const AGES = ['PT1H', 'P1D', 'P7D'] as const;

/**
 * Counts the orders that need a person, by cause.
 *
 * @throws ApiProblem `invalid-request` if the instants are out of range
 */
export async function groupOrders(
  { by, status, order_type, step, code, from, to }: RouteRequest<'GET /orders/groups'>['query'],
  countGroups: CountGroups,
  now: Date,
): Promise<ResponseBody<'OrderGroups'>> {
  const { groups, total, isComplete } = await countGroups({
    by,
    ...(status !== undefined && { kinds: status }),
    filter: {
      ...instantsOf({ from, to }, now),
      ...(step !== undefined && { step }),
      ...(code !== undefined && { code }),
      ...(order_type !== undefined && { orderTypes: order_type }),
    },
    ages: AGES.map((age) => new Date(now.getTime() - (durationSeconds(age) ?? 0) * 1000).toISOString()),
  });
  return {
    items: groups.map(({ facets, count, oldestSince, newestSince, olderThan: [hour = 0, day = 0, week = 0] }) => ({
      ...facets,
      count,
      oldest_since: oldestSince,
      newest_since: newestSince,
      older_than: { PT1H: hour, P1D: day, P7D: week },
    })),
    total,
    complete: isComplete,
  };
}
