import type * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';
import type { Plugin, ProbeResult } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';

/** Probes the step of a plugin. */
export function probed<Schema extends z.ZodType>(
  plugin: Plugin<Schema>,
  context: PluginContext<z.output<Schema>>,
): Promise<ProbeResult> {
  if (plugin.probe === undefined) throw new Error(`Expected ${plugin.name} to have a probe.`);
  return plugin.probe(context);
}

/** Undoes the step of a plugin. */
export function undone<Schema extends z.ZodType>(
  plugin: Plugin<Schema>,
  context: PluginContext<z.output<Schema>>,
  output: JsonObject | undefined,
  wasRejected = false,
): Promise<void> {
  if (plugin.compensate === undefined) throw new Error(`Expected ${plugin.name} to have an undo.`);
  return plugin.compensate({ ...context, output, wasRejected });
}
