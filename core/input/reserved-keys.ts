import type { ContentProblem } from '../input-problems.ts';
import { type JsonValue, visitJson } from '../json.ts';

/** JSONata takes an object with one of these keys for a function. Source: jsonata 2.2.2, `isLambda` and `isFunction`. */
export const RESERVED_KEYS: readonly string[] = ['_jsonata_lambda', '_jsonata_function'];

/** Finds keys that would make an expression take data for a function. */
export function reservedKeyProblems(value: JsonValue): readonly ContentProblem[] {
  const problems: ContentProblem[] = [];
  visitJson(value, (_, path) => {
    if (!RESERVED_KEYS.includes(String(path.at(-1)))) return;
    problems.push({
      path: [...path],
      message: 'Expected another key, found one that expressions reserve. Rename it.',
    });
  });
  return problems;
}
