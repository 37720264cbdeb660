import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import type { PlatformEventOptions } from './options.ts';
import type { EventOrder } from './order-event-schema.ts';

/** What the fields of an event are taken from. */
export interface EventSource {
  readonly order: EventOrder;
  readonly eventType: string;
  readonly context: PluginContext<PlatformEventOptions>;
}

/** One field: its length in Salesforce (undefined for a DateTime or a Number), and where its value comes from. */
export interface EventField {
  readonly length?: number;
  value(source: EventSource): string | number | undefined;
}

/** A text from the output of an earlier step; undefined when there is none. */
export function textFrom({ context }: EventSource, step: string, name: string): string | undefined {
  const value = context.results[step]?.[name];
  return typeof value === 'string' ? value : undefined;
}
