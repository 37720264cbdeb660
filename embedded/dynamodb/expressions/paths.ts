import { AwsServiceError } from '../../aws/aws-service.ts';
import type { AttributeValue, Item } from '../attribute-value.ts';
import { isReservedWord } from './reserved-words.ts';
import type { Tokens } from './tokens.ts';

/** A part of a path: an attribute, a name of `ExpressionAttributeNames`, or an index of a list. */
export type PathPart = string | number;

/** A path into an item as written in an expression; placeholders begin with `#`. */
export type Path = readonly PathPart[];

/** The names for the placeholders of an expression. Remembers which were used. */
export interface Names {
  /** @throws AwsServiceError ValidationException: the request does not define it */
  name(placeholder: string, kind: string): string;
}

/** The names and values for the placeholders of a request's expressions. Remembers which were used. */
export interface Bindings extends Names {
  /** @throws AwsServiceError ValidationException: the request does not define it */
  value(placeholder: string, kind: string): AttributeValue;
}

/** Reads a value that a request gives to a placeholder. */
export type ReadValue = (values: Item) => AttributeValue;

/** What an expression is bound to, once for all requests that send the same text with the same names. Their values differ. */
export interface Binder extends Names {
  /** Returns how to read a value. That each request defines it is checked before. */
  value(placeholder: string, kind: string): ReadValue;
  /** Adds a check of the values of each request. Checks run in the order in which they are added. */
  check(check: (values: Item) => void): void;
}

/**
 * Parses a path: `a.b[0]`, `#a.#b`.
 *
 * @throws AwsServiceError ValidationException: not a path, or a reserved word in it
 */
export function parsePath(tokens: Tokens): Path {
  const parts: PathPart[] = [parseName(tokens)];
  for (;;) {
    if (tokens.take('.')) parts.push(parseName(tokens));
    else if (tokens.take('[')) {
      if (tokens.peek().kind !== 'number') throw tokens.syntaxError();
      parts.push(Number(tokens.next().text));
      tokens.expect(']');
    } else return parts;
  }
}

function parseName(tokens: Tokens): string {
  const { kind, text } = tokens.peek();
  if (kind !== 'word' && kind !== 'name') throw tokens.syntaxError();
  if (kind === 'word' && isReservedWord(text))
    throw tokens.expressionError(`Attribute name is a reserved keyword; reserved keyword: ${text}`);
  tokens.next();
  return text;
}

/** Replaces the placeholders in a path with the names of the request. */
export function resolvePath(path: Path, names: Names, kind: string): Path {
  return path.map((part) => (typeof part === 'string' && part.startsWith('#') ? names.name(part, kind) : part));
}

/** Returns the value at a resolved path; undefined if there is none. */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  const [name = ''] = path;
  let value = Object.hasOwn(item, name) ? item[name] : undefined;
  for (let at = 1; at < path.length && value !== undefined; at += 1) value = childOf(value, path[at] ?? '');
  return value;
}

function childOf(value: AttributeValue, part: PathPart): AttributeValue | undefined {
  if (typeof part === 'number') return 'L' in value ? value.L[part] : undefined;
  return 'M' in value && Object.hasOwn(value.M, part) ? value.M[part] : undefined;
}

/** Returns the parts of an item that a projection keeps. The kept elements of a list close up. */
export function project(item: Item, paths: readonly Path[]): Item {
  const projected = pick({ M: item }, paths);
  return projected !== undefined && 'M' in projected ? projected.M : {};
}

function pick(value: AttributeValue, paths: readonly Path[]): AttributeValue | undefined {
  if (paths.some((path) => path.length === 0)) return value;
  const heads = new Map<PathPart, Path[]>();
  for (const [head, ...rest] of paths) {
    if (head !== undefined) heads.set(head, [...(heads.get(head) ?? []), rest]);
  }
  if ('M' in value) {
    const kept = Object.entries(value.M).flatMap(([name, element]) => {
      const part = heads.has(name) ? pick(element, heads.get(name) ?? []) : undefined;
      return part === undefined ? [] : [[name, part] as const];
    });
    return kept.length === 0 ? undefined : { M: Object.fromEntries(kept) };
  }
  if ('L' in value) {
    const kept = value.L.flatMap((element, at) => {
      const part = heads.has(at) ? pick(element, heads.get(at) ?? []) : undefined;
      return part === undefined ? [] : [part];
    });
    return kept.length === 0 ? undefined : { L: kept };
  }
  return undefined;
}

/**
 * Checks that no path contains another, and that none treats an attribute as a map that another treats as a list.
 *
 * @throws AwsServiceError ValidationException naming the two paths
 */
export function checkDistinct(paths: readonly Path[], kind: string): void {
  paths.forEach((path, at) => {
    for (const other of paths.slice(0, at)) {
      const common = path.findIndex((part, index) => part !== other[index]);
      const length = common < 0 ? path.length : common;
      if (length === path.length || length === other.length) throw clash('overlap', other, path, kind);
      if (typeof path[length] !== typeof other[length]) throw clash('conflict', other, path, kind);
    }
  });
}

function clash(how: 'overlap' | 'conflict', one: Path, two: Path, kind: string): AwsServiceError {
  const text = (path: Path): string =>
    `[${path.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join(', ')}]`;
  return new AwsServiceError(
    'ValidationException',
    `Invalid ${kind}: Two document paths ${how} with each other; must remove or rewrite one of these paths; path one: ${text(one)}, path two: ${text(two)}`,
  );
}
