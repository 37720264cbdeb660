import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { SalesforceOptions } from '../options.ts';

/** What reading and writing records needs of the step. */
export type RecordContext = Pick<
  PluginContext<SalesforceOptions>,
  'attempt' | 'log' | 'now' | 'options' | 'order' | 'orderId' | 'step'
>;
