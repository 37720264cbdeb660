import type { OrderGroup } from '../../api/types.ts';

/** Returns the filters of `GET /orders` that list the orders of a group. */
export function filtersOf({ status, step, code, order_type: type }: OrderGroup): URLSearchParams {
  const filters = new URLSearchParams({ with_errors: 'true' });
  // An order that continued without a step is complete; `degraded` is no status of its own.
  if (status !== undefined && status !== 'degraded') filters.set('status', status);
  if (step !== undefined) filters.set('step', step);
  if (code !== undefined) filters.set('code', code);
  if (type !== undefined) filters.set('order_type', type);
  return filters;
}
