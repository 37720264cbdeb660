import { kebabCase } from '../../core/names.ts';

/** The function that records how a run ends. */
export const COMPLETE_ORDER_FUNCTION = 'complete-order';

/** The function that records executions that ended abnormally. */
export const EXECUTION_ENDED_FUNCTION = 'execution-ended';

/** The function that finds what a crash left behind. */
export const SWEEPER_FUNCTION = 'sweeper';

/** The function that deletes what is older than the retention. */
export const RETENTION_FUNCTION = 'retention';

/** The function that sends webhooks. */
export const WEBHOOK_SENDER_FUNCTION = 'webhook-sender';

/** Returns the id of the function that runs a plugin. */
export function pluginFunctionId(pluginName: string): string {
  return `plugin-${kebabCase(pluginName)}`;
}
