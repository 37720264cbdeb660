import type { Blueprint } from '../../blueprint/blueprint.ts';
import {
  COMPLETE_ORDER_FUNCTION,
  pluginFunctionId,
  WEBHOOK_SENDER_FUNCTION,
} from '../../blueprint/functions/function-ids.ts';

/** Returns the ids of the functions that an order of the default sequence passes through, in that order. */
export function functionsOnOrderPath({
  routes,
  sequences,
  webhooks,
}: Pick<Blueprint, 'routes' | 'sequences' | 'webhooks'>): readonly string[] {
  const entrance = routes.filter(({ method, path }) => method === 'POST' && path === '/orders');
  const [first] = sequences;
  return [
    ...new Set([
      ...entrance.map((route) => route.function),
      ...(first?.steps ?? []).map(({ name }) => pluginFunctionId(name)),
      COMPLETE_ORDER_FUNCTION,
      ...(webhooks.length > 0 ? [WEBHOOK_SENDER_FUNCTION] : []),
    ]),
  ];
}
