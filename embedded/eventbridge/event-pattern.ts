import { isJsonObject } from '../../core/json.ts';

/** Returns whether an event matches. */
export type EventPattern = (event: unknown) => boolean;

/** A pattern is invalid or uses an operator that is not supported; the message says which. */
export class EventPatternInvalid extends Error {
  override readonly name = 'EventPatternInvalid';
}

/**
 * Compiles an event pattern: values to equal, and `{ "prefix": "…" }`. No other operator is supported (docs: decision 16).
 *
 * All fields must match; an array in the event matches when one of its elements does. Source: Amazon EventBridge User
 * Guide, "Creating event patterns".
 *
 * @param text the pattern as JSON
 * @throws EventPatternInvalid when it is not JSON, not a pattern, or uses another operator
 */
export function compileEventPattern(text: string): EventPattern {
  return compileFields(parse(text), '');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EventPatternInvalid('The pattern is not JSON', { cause });
  }
}

function compileFields(pattern: unknown, path: string): EventPattern {
  if (!isJsonObject(pattern) || Object.keys(pattern).length === 0) {
    const found = JSON.stringify(pattern);
    throw new EventPatternInvalid(`Expected an object with at least one field at "${path}", found ${found}`);
  }
  const tests = Object.entries(pattern).map(([name, wanted]) =>
    compileField(name, wanted, path === '' ? name : `${path}.${name}`),
  );
  // One element of an array has to match all fields.
  return (value) => elementsOf(value).some((element) => tests.every((test) => test(element)));
}

function compileField(name: string, wanted: unknown, path: string): EventPattern {
  if (name === '$or') throw unsupported('$or', path);
  const test = Array.isArray(wanted) ? compileValues(wanted, path) : compileFields(wanted, path);
  return (value) => test(isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);
}

function compileValues(entries: readonly unknown[], path: string): EventPattern {
  if (entries.length === 0) throw new EventPatternInvalid(`Empty arrays are not allowed, found one at "${path}"`);
  const tests = entries.map((entry) => compileValue(entry, path));
  return (value) => {
    const leaves = leavesOf(value);
    return tests.some((test) => leaves.some(test));
  };
}

function compileValue(entry: unknown, path: string): (value: unknown) => boolean {
  if (Array.isArray(entry)) throw new EventPatternInvalid('Match value must be String, number, true, false, or null');
  if (!isJsonObject(entry)) return (value) => value === entry;
  const names = Object.keys(entry);
  const [name = ''] = names;
  if (names.length !== 1) {
    throw new EventPatternInvalid(`Only one key allowed in match expression, found ${JSON.stringify(entry)}`);
  }
  const { prefix } = entry;
  if (name !== 'prefix') throw unsupported(name, path);
  if (typeof prefix !== 'string') throw new EventPatternInvalid('prefix match pattern must be a string');
  return (value) => typeof value === 'string' && value.startsWith(prefix);
}

function unsupported(operator: string, path: string): EventPatternInvalid {
  return new EventPatternInvalid(
    `The operator "${operator}" at "${path}" is not supported: list the values to match, or use { "prefix": "…" }`,
  );
}

/** Returns the values of a field; an object has none, since patterns reach into it by name. */
function leavesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return value === undefined || isJsonObject(value) ? [] : [value];
}

function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 ? value.flatMap(elementsOf) : [value];
}
