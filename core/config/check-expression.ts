import { parseExpression } from '../expression/expression.ts';
import { EXPRESSION_SCOPES, type ExpressionScope } from '../expression/expression-scope.ts';
import { rootPaths } from '../expression/root-paths.ts';
import { pathText } from '../input-problems.ts';
import { checkReplacedText } from './check-replaced-text.ts';
import type { ConfigProblem } from './tenant-config-invalid.ts';

/** Checks that an expression parses, that it looks up what it is evaluated over, and that nobody replaces a part of it. */
export function checkExpression(
  text: string,
  path: readonly PropertyKey[],
  scope: ExpressionScope,
): readonly ConfigProblem[] {
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
      `Expected an expression over { ${names.join(', ')} }, found "${root}", which gives nothing there: start from one of them, and write a name with a dash in quotes.`,
  );
}

/** `results['zuora']` is a filter that keeps everything, not the result of that step. */
function checkFilters(text: string): readonly string[] {
  return rootPaths(text).flatMap(({ root, textFilter }) =>
    textFilter === undefined
      ? []
      : [
          `Expected ${root}."${textFilter}", found a filter that is always true, ${root}["${textFilter}"]: it picks no field in JSONata. Write it with a dot.`,
        ],
  );
}
