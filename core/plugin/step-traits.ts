import type { JsonObject } from '../json.ts';
import type { BlockedProducts, StepEffect } from '../sequence/sequence.ts';
import type { PluginMetadata } from './define-plugin.ts';
import type { Idempotency } from './idempotency.ts';

/** Returns a plugin's effect as steps name it. */
export function stepEffectOf({ effect }: Pick<PluginMetadata, 'effect'>): StepEffect {
  return effect === 'at-most-once' ? effect : 'idempotent';
}

/** Returns for how long a repeat of a step with these options is recognised; undefined if its plugin is at-most-once. */
export function idempotencyOf(
  plugin: Pick<PluginMetadata, 'effect' | 'idempotency' | 'options'>,
  options: JsonObject,
): Idempotency | undefined {
  if (plugin.effect === 'at-most-once') return undefined;
  const parsed = plugin.idempotency === undefined ? undefined : plugin.options.safeParse(options);
  return parsed?.success ? plugin.idempotency?.(parsed.data) : plugin.effect.idempotent;
}

/** Returns the connection that a step with these options uses; undefined if it calls no partner. */
export function connectionOf(
  plugin: Pick<PluginMetadata, 'options' | 'connection'>,
  options: JsonObject,
): string | undefined {
  const parsed = plugin.connection === undefined ? undefined : plugin.options.safeParse(options);
  // A name is part of a path of the API.
  return parsed?.success ? plugin.connection?.(parsed.data).replaceAll('/', '.') : undefined;
}

/** Returns which products a step with these options lets a customer have only once; undefined if it does not look at that. */
export function blockedBy(
  plugin: Pick<PluginMetadata, 'options' | 'blocks'>,
  options: JsonObject,
): BlockedProducts | undefined {
  const parsed = plugin.blocks === undefined ? undefined : plugin.options.safeParse(options);
  return parsed?.success ? plugin.blocks?.(parsed.data) : undefined;
}

/** Returns whether a probe of a step with these options can find out if an attempt had its effect. */
export function canProbe(plugin: Pick<PluginMetadata, 'options' | 'probe' | 'canProbe'>, options: JsonObject): boolean {
  if (plugin.probe === undefined || plugin.canProbe === undefined) return plugin.probe !== undefined;
  const parsed = plugin.options.safeParse(options);
  return parsed.success && plugin.canProbe(parsed.data);
}
