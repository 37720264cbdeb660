import type { ExpressionScope } from '../expression/expression-scope.ts';
import type { PluginMetadata } from '../plugin/define-plugin.ts';
import type { StepDraft } from './tenant-draft.ts';
import { walkJson } from './walk-json.ts';

/** An expression of a step and where it stands. */
export interface LocatedExpression {
  readonly path: readonly PropertyKey[];
  readonly text: string;
  readonly scope: ExpressionScope;
}

/**
 * Every expression of a step: its condition, its selection, and those in the options of its plugin.
 *
 * @param path where the step stands
 * @param plugin that of the step; undefined when there is no such plugin
 */
export function expressionsOf(
  step: StepDraft,
  path: readonly PropertyKey[],
  plugin: PluginMetadata | undefined,
): readonly LocatedExpression[] {
  const own = [step.when, step.select].flatMap((text, index) =>
    text === undefined ? [] : [{ path: [...path, index === 0 ? 'when' : 'select'], text, scope: 'order' as const }],
  );
  const inOptions = Object.entries(plugin?.expressions ?? {}).flatMap(([name, scope]) =>
    walkJson(step.options?.[name] ?? null, [...path, 'options', name]).flatMap((node) =>
      typeof node.value === 'string' ? [{ path: node.path, text: node.value, scope }] : [],
    ),
  );
  return [...own, ...inOptions];
}
