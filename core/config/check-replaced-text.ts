import { pathText } from '../input-problems.ts';
import type { JsonValue } from '../json.ts';
import type { ConfigProblem } from './tenant-config-invalid.ts';
import { walkJson } from './walk-json.ts';

// `{%` opens an expression of Step Functions, `${` a substitution of CloudFormation.
const SIGNS = ['{%', '$' + '{'];

/**
 * Finds text, in values and in keys, that Step Functions or CloudFormation would replace, since a step is part of the
 * state machine's definition.
 */
export function checkReplacedText(value: JsonValue, path: readonly PropertyKey[]): readonly ConfigProblem[] {
  return walkJson(value).flatMap((node) => {
    const texts = [node.path.at(-1), node.value].filter((text) => typeof text === 'string');
    const found = SIGNS.find((sign) => texts.some((text) => text.includes(sign)));
    return found === undefined
      ? []
      : [
          {
            path: pathText([...path, ...node.path]),
            message: `Expected text without "${found}": a step stands in the state machine's definition, where it would be replaced.`,
          },
        ];
  });
}
