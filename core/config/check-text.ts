import { isJsonObject, type JsonValue } from '../json.ts';
import type { ConfigProblem } from './config-problem.ts';
import { pathText } from './schema-problems.ts';

const SECRET_KEY =
  /pass(word|phrase)|secret|api_?key|access_?key|private_?key|(access|auth|refresh|bearer)_?token|^token$|authorization|credential/i;
const SECRET_VALUE =
  /^(bearer|basic)\s+\S{8,}|^whsec_|^sk_(live|test)_|^xox[abp]-|^AKIA[0-9A-Z]{16}$|^eyJ[\w-]+\.[\w-]+\.|-----BEGIN [A-Z ]*PRIVATE KEY-----/i;

/**
 * Finds in options what may not stand there: secrets in clear, and text that Step Functions or CloudFormation would
 * replace, since options are part of the state machine's definition.
 */
export function checkText(value: JsonValue, path: readonly PropertyKey[]): readonly ConfigProblem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => checkText(item, [...path, index]));
  if (isJsonObject(value)) return Object.entries(value).flatMap(([key, field]) => checkText(field, [...path, key]));
  if (typeof value !== 'string') return [];
  return [...secretProblems(value, path), ...replacementProblems(value, path)];
}

function secretProblems(text: string, path: readonly PropertyKey[]): ConfigProblem[] {
  const clear = SECRET_KEY.test(String(path.at(-1))) || SECRET_VALUE.test(text) || hasUserInfo(text);
  return clear
    ? [
        {
          path: pathText(path),
          message:
            'A secret in clear: put it in Secrets Manager under "<tenant>/<reference>" and name the reference here.',
        },
      ]
    : [];
}

function hasUserInfo(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== '' || password !== '';
}

function replacementProblems(text: string, path: readonly PropertyKey[]): ConfigProblem[] {
  const found = ['{%', '$' + '{'].find((sign) => text.includes(sign));
  return found === undefined
    ? []
    : [
        {
          path: pathText(path),
          message: `Expected text without "${found}": options stand in the state machine's definition, where it would be replaced.`,
        },
      ];
}
