import { EXPRESSION_SCOPES, type ExpressionScope, parseExpression } from '../expression/expression.ts';
import { rootPaths } from '../expression/root-paths.ts';
import { type InputProblem, pathText } from '../input-problems.ts';
import { type JsonValue, walkJson } from '../json.ts';
import type { PluginMetadata } from '../plugin/define-plugin.ts';
import type { StepDraft } from './tenant-draft.ts';

/** Checks that an expression parses, refers only to its input, and contains nothing that Step Functions would replace. */
export function checkExpression(
  text: string,
  path: readonly PropertyKey[],
  scope: ExpressionScope,
): readonly InputProblem[] {
  if (text === '') return [];
  try {
    parseExpression(text);
  } catch (error) {
    return [{ path: pathText(path), message: error instanceof Error ? error.message : String(error) }];
  }
  const problems = [...checkRoots(text, EXPRESSION_SCOPES[scope]), ...checkFilters(text)];
  return [...problems.map((message) => ({ path: pathText(path), message })), ...checkReplacedText(text, path)];
}

function checkRoots(text: string, names: readonly string[]): readonly string[] {
  const unknown = rootPaths(text)
    .map(({ root }) => root)
    .filter((root) => !names.includes(root));
  return [...new Set(unknown)].map(
    (root) =>
      `Expected an expression over { ${names.join(', ')} }, found "${root}", which is never defined: start from one of them, and quote names that contain a dash.`,
  );
}

// `results['zuora']` is a filter that keeps everything, not the result of that step.
function checkFilters(text: string): readonly string[] {
  return rootPaths(text).flatMap(({ root, textFilter }) =>
    textFilter === undefined
      ? []
      : [
          `Expected ${root}."${textFilter}", found ${root}["${textFilter}"], a filter that is always true: use a dot to select a field in JSONata.`,
        ],
  );
}

// `{%` opens an expression of Step Functions, `${` a substitution of CloudFormation.
const SIGNS = ['{%', '$' + '{'];

/**
 * Finds text, in values and in keys, that Step Functions or CloudFormation would replace, because a step is part of the
 * definition of the state machine.
 */
export function checkReplacedText(value: JsonValue, path: readonly PropertyKey[]): readonly InputProblem[] {
  return walkJson(value).flatMap((node) => {
    const texts = [node.path.at(-1), node.value].filter((text) => typeof text === 'string');
    const found = SIGNS.find((sign) => texts.some((text) => text.includes(sign)));
    return found === undefined
      ? []
      : [
          {
            path: pathText([...path, ...node.path]),
            message: `Expected text without "${found}": it would be replaced in the definition of the state machine.`,
          },
        ];
  });
}

/** An expression of a step, and its path in the tenant file. */
export interface LocatedExpression {
  readonly path: readonly PropertyKey[];
  readonly text: string;
  readonly scope: ExpressionScope;
}

/**
 * Lists every expression of a step: its condition, its selection, and those in the options of its plugin.
 *
 * @param path path of the step in the tenant file
 * @param plugin the plugin of the step; undefined if the name is unknown
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
