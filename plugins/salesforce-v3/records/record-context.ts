import { idempotencyKeyOf } from '../../../core/order/order-ids.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { SalesforceOptions } from '../options.ts';

/** What reading and writing records needs of the step. */
export type RecordContext = Pick<
  PluginContext<SalesforceOptions>,
  'attempt' | 'log' | 'now' | 'options' | 'order' | 'orderId' | 'step'
>;

/**
 * The external id of the records that a step creates: its first idempotency key, also after the step was undone. An undo
 * keeps the records unless it is told otherwise, and later orders find the customer by it.
 */
export function externalIdOf({ orderId, step }: Pick<PluginContext, 'orderId' | 'step'>): string {
  return idempotencyKeyOf(orderId, step.id);
}
