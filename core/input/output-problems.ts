import { type ContentProblem, pathText } from '../input-problems.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { redact } from '../redact/redact.ts';
import { cardDataProblems } from './card-data.ts';
import { reservedKeyProblems } from './reserved-keys.ts';

/**
 * Finds what the output of a step must not contain: secrets, card data and personal data, by name and by content. Every later
 * state of the execution holds the output, the console shows it, and AWS keeps it for 90 days.
 */
export function outputProblems(output: JsonObject): readonly ContentProblem[] {
  const cards = cardDataProblems(output);
  const others = removedAt(output, redact(output, { secretValues: [] }), []).map((path) => ({
    path,
    message: 'Expected a reference, found a secret or personal data, which an execution must not contain. Send an id.',
  }));
  return [
    ...cards,
    ...others.filter(({ path }) => !cards.some((card) => pathText(card.path) === pathText(path))),
    ...reservedKeyProblems(output),
  ];
}

/** Lists the paths of values, and of objects whose keys, redaction changes. */
function removedAt(
  value: JsonValue,
  kept: JsonValue,
  path: readonly PropertyKey[],
): readonly (readonly PropertyKey[])[] {
  if (Array.isArray(value) && Array.isArray(kept))
    return value.flatMap((item: JsonValue, index) => removedAt(item, kept[index] ?? null, [...path, index]));
  if (!isJsonObject(value) || !isJsonObject(kept)) return value === kept ? [] : [path];
  const keys = Object.keys(value);
  const keepsKeys = keys.every((key) => Object.hasOwn(kept, key));
  if (!keepsKeys) return [path];
  return keys.flatMap((key) => removedAt(value[key] ?? null, kept[key] ?? null, [...path, key]));
}
