import { kebabCase } from '../../core/names.ts';

/** The function that records how a run ends. */
export const COMPLETE_ORDER_FUNCTION = 'complete-order';

/** The function that serves the pages of the console. */
export const CONSOLE_FUNCTION = 'console';

/** The function that offers the API to agents. */
export const MCP_FUNCTION = 'mcp';

/** The function that records executions that ended abnormally. */
export const EXECUTION_ENDED_FUNCTION = 'execution-ended';

/** The function that finds what a crash left behind. */
export const SWEEPER_FUNCTION = 'sweeper';

/** The function that promotes a new edition, or takes it back. */
export const CHANGE_EDITION_FUNCTION = 'change-edition';

/** The function that releases parked orders. */
export const RELEASE_ORDERS_FUNCTION = 'release-orders';

/** The function that deletes what is older than the retention. */
export const RETENTION_FUNCTION = 'retention';

/** The function that sends webhooks. */
export const WEBHOOK_SENDER_FUNCTION = 'webhook-sender';

/** The function that erases personal data of orders. */
export const ERASE_ORDERS_FUNCTION = 'erase-orders';

/** The function that prepares proposals and runs their jobs. */
export const RUN_PROPOSALS_FUNCTION = 'run-proposals';

/** What the ids of the functions of plugins start with, and no other. */
export const PLUGIN_FUNCTION_PREFIX = 'plugin-';

/** Returns the id of the function that runs a plugin. */
export function pluginFunctionId(pluginName: string): string {
  return `${PLUGIN_FUNCTION_PREFIX}${kebabCase(pluginName)}`;
}
