import type { Blueprint } from '../../blueprint/blueprint.ts';
import { EXECUTION_ENDED_FUNCTION, PLUGIN_FUNCTION_PREFIX } from '../../blueprint/functions/function-ids.ts';
import { functionsOnOrderPath } from './order-path.ts';

/** Functions that share threads. */
export type GroupName =
  /** What every order passes through, besides its plugins. */
  | 'orders'
  /** The other functions behind the API. */
  | 'requests'
  /** What schedules and state machines start: it may take minutes, or run out of its time. */
  | 'background';

/**
 * Returns which group a function belongs to; undefined for that of a plugin, whose threads are its own: no plugin can harm another,
 * or the framework.
 *
 * The functions of a group end together when one exceeds its time limit, so those that may do so are apart from those that
 * somebody waits for (decision 75).
 */
export function createGroupOf(
  blueprint: Pick<Blueprint, 'routes' | 'sequences' | 'webhooks'>,
): (id: string) => GroupName | undefined {
  const onPath = new Set([...functionsOnOrderPath(blueprint), EXECUTION_ENDED_FUNCTION]);
  const behindApi = new Set(blueprint.routes.map((route) => route.function));
  return (id) => {
    if (id.startsWith(PLUGIN_FUNCTION_PREFIX)) return undefined;
    if (onPath.has(id)) return 'orders';
    return behindApi.has(id) ? 'requests' : 'background';
  };
}
