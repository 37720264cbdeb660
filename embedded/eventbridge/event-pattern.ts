import { PatternProblem, type ValueTest, valueTest } from './pattern-operators.ts';

/** Tells whether an event matches. */
export type EventPattern = (event: unknown) => boolean;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Compiles an event pattern.
 *
 * All fields must match; an array in the event matches when one of its elements does. Source: Amazon EventBridge User
 * Guide, "Creating event patterns" and "Comparison operators".
 *
 * @param text the pattern as JSON
 * @throws PatternProblem it is not JSON, or not a pattern
 */
export function compileEventPattern(text: string): EventPattern {
  return compileFields(parse(text), '');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PatternProblem('Expected JSON, found something else', { cause });
  }
}

function compileFields(pattern: unknown, path: string): EventPattern {
  if (!isObject(pattern) || Object.keys(pattern).length === 0)
    throw new PatternProblem(
      `Expected an object with at least one field at "${path}", found ${JSON.stringify(pattern)}`,
    );
  const tests = Object.entries(pattern).map(([name, wanted]) =>
    name === '$or' ? compileOr(wanted, path) : compileField(name, wanted, path === '' ? name : `${path}.${name}`),
  );
  // One element of an array has to match all fields; nothing at all still matches a field that must not exist.
  return (value) => elementsOf(value).some((element) => tests.every((test) => test(element)));
}

function compileOr(alternatives: unknown, path: string): EventPattern {
  if (!Array.isArray(alternatives) || alternatives.length < 2)
    throw new PatternProblem(`Expected $or to be an array of at least two patterns at "${path}"`);
  const tests = alternatives.map((alternative) => compileFields(alternative, path));
  return (value) => tests.some((test) => test(value));
}

function compileField(name: string, wanted: unknown, path: string): EventPattern {
  const test = Array.isArray(wanted) ? compileValues(wanted, path) : compileFields(wanted, path);
  return (value) => test(isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);
}

function compileValues(entries: readonly unknown[], path: string): EventPattern {
  if (entries.length === 0) throw new PatternProblem(`Empty arrays are not allowed, found one at "${path}"`);
  const tests = entries.map((entry) =>
    isObject(entry) && 'exists' in entry ? existsTest(entry, path) : anyOf(valueTest(entry)),
  );
  return (value) => {
    const leaves = leavesOf(value);
    return tests.some((test) => test(leaves));
  };
}

function existsTest(entry: Fields, path: string): (leaves: readonly unknown[]) => boolean {
  const { exists, ...others } = entry;
  if (typeof exists !== 'boolean' || Object.keys(others).length > 0)
    throw new PatternProblem(
      `Expected { "exists": true } or { "exists": false } at "${path}", found ${JSON.stringify(entry)}`,
    );
  return (leaves) => leaves.length > 0 === exists;
}

function anyOf(test: ValueTest): (leaves: readonly unknown[]) => boolean {
  return (leaves) => leaves.some(test);
}

/** The values that a field has; an object has none, since patterns reach into it by name. */
function leavesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return value === undefined || isObject(value) ? [] : [value];
}

function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 ? value.flatMap(elementsOf) : [value];
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
