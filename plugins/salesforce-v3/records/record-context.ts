import { idempotencyKeyOf } from '../../../core/order/order-ids.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { SalesforceOptions } from '../options.ts';

/** The objects that the plugin reads and writes. */
export type SalesforceObject = 'Account' | 'Contact';

/** The parts of a plugin's context that requests for records need. */
export type RecordContext = Pick<
  PluginContext<SalesforceOptions>,
  'log' | 'now' | 'options' | 'order' | 'orderId' | 'remember' | 'step'
>;

/**
 * Returns the external id of the records that a step creates: the step's first idempotency key, even after an undo.
 *
 * By default an undo keeps the records, and later orders find the customer by this id.
 */
export function externalIdOf({ orderId, step }: Pick<PluginContext, 'orderId' | 'step'>): string {
  return idempotencyKeyOf(orderId, step.id);
}
