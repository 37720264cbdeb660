import { setField } from '../../core/json.ts';
import { AwsServiceError } from '../aws/aws-service.ts';
import { compareNumbers, formatNumber, parseNumber, sortableNumber } from './number.ts';
import { invalid } from './request.ts';

/** An attribute value in its wire format; binary values are base64. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item };

/** The type of an attribute value. */
export type AttributeType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';

/** An item, or a map inside one. */
export interface Item {
  readonly [attribute: string]: AttributeValue;
}

const TYPES: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']);
const SET_NAMES: Readonly<Record<string, string>> = { SS: 'string', NS: 'number', BS: 'binary' };
const MAX_DEPTH = 32;

/** Returns the type and the content of a value. */
export function typed(value: AttributeValue): readonly [AttributeType, unknown] {
  const type = typeOf(value);
  return [type, (value as Readonly<Record<string, unknown>>)[type]];
}

/** Returns the type of a value. */
export function typeOf(value: AttributeValue): AttributeType {
  // Lists of its members would be most of what a request allocates.
  for (const type in value) return type as AttributeType;
  throw new TypeError('An attribute value without a type passed validation.');
}

/**
 * Checks a map of attributes from a request, and converts its numbers to their canonical form. Returns the map itself if it is in that form
 * already: a request is its own, and nobody changes it.
 *
 * @throws AwsServiceError SerializationException for JSON of another shape, ValidationException for values that DynamoDB rejects
 */
export function parseItem(input: unknown, depth = 0): Item {
  if (!isObject(input)) throw unserializable('Start of structure or map found where not expected');
  const given = input as Item;
  let copy: Record<string, AttributeValue> | undefined;
  for (const name in given) {
    const value = parseValue(given[name], depth + 1);
    if (value === given[name]) continue;
    copy ??= { ...given };
    setField(copy, name, value);
  }
  return copy ?? given;
}

/** Checks one value from a request; see {@link parseItem}. Returns the value itself if it is in its canonical form. */
export function parseValue(input: unknown, depth = 1): AttributeValue {
  if (!isObject(input)) throw unserializable('Start of structure or map found where not expected');
  if (depth > MAX_DEPTH) throw invalid('Nesting Levels have exceeded supported limits');
  const type = onlyType(input);
  const value = input[type];
  const canonical = canonicalContent(type, value, depth);
  return canonical === value && isOnlyField(input)
    ? (input as unknown as AttributeValue)
    : ({ [type]: canonical } as never);
}

/** Checks the content of a value, and returns it as it is if it is in its canonical form. */
function canonicalContent(type: string, value: unknown, depth: number): unknown {
  switch (type) {
    case 'S':
      return text(value);
    case 'N':
      return number(value);
    case 'B':
      return binary(value);
    case 'BOOL':
      if (typeof value !== 'boolean') throw unserializable('Unexpected token received from parser');
      return value;
    case 'NULL':
      if (value !== true)
        throw invalid(
          'One or more parameter values were invalid: Null attribute value types must have the value of true',
        );
      return value;
    case 'SS':
      return set(type, value, text);
    case 'NS':
      return set(type, value, number);
    case 'BS':
      return set(type, value, binary);
    case 'L':
      return elements(list(value), depth);
    default:
      return parseItem(value, depth);
  }
}

function elements(given: readonly unknown[], depth: number): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let at = 0; at < given.length; at += 1) {
    const value = parseValue(given[at], depth + 1);
    if (value === given[at]) continue;
    copy ??= [...given];
    copy[at] = value;
  }
  return copy ?? given;
}

function onlyType(input: Readonly<Record<string, unknown>>): string {
  let found: string | undefined;
  for (const type in input) {
    if (input[type] === null || !TYPES.has(type)) continue;
    if (found !== undefined)
      throw invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      );
    found = type;
  }
  if (found === undefined)
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  return found;
}

function isOnlyField(input: object): boolean {
  let fields = 0;
  for (const _ in input) fields += 1;
  return fields === 1;
}

/** Returns whether two values are equal; the order of a set's elements does not matter. */
export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  const [type, value] = typed(left);
  const [otherType, other] = typed(right);
  if (type !== otherType) return false;
  if (type === 'M') return equalItems(value as Item, other as Item);
  if (type === 'L') {
    const elements = value as readonly AttributeValue[];
    const others = other as readonly AttributeValue[];
    return elements.length === others.length && elements.every((element, at) => equalAt(element, others[at]));
  }
  if (Array.isArray(value) && Array.isArray(other))
    return value.length === other.length && value.every((element) => other.includes(element));
  return value === other;
}

function equalAt(left: AttributeValue, right: AttributeValue | undefined): boolean {
  return right !== undefined && equalValues(left, right);
}

function equalItems(left: Item, right: Item): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && equalAt(left[name] as AttributeValue, right[name]))
  );
}

/** Compares two strings, numbers or binary values; undefined for values that cannot be ordered. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if ('N' in left && 'N' in right) return compareNumbers(parseNumber(left.N), parseNumber(right.N));
  if (('S' in left && 'S' in right) || ('B' in left && 'B' in right))
    return Buffer.compare(keyBytes(left), keyBytes(right));
  return undefined;
}

/** Encodes the value of a key attribute so that comparing the bytes compares the values. */
export function keyBytes(value: AttributeValue): Buffer {
  if ('S' in value) return Buffer.from(value.S, 'utf8');
  if ('B' in value) return Buffer.from(value.B, 'base64');
  if ('N' in value) return sortableNumber(parseNumber(value.N));
  throw new TypeError('A key that is not a string, number or binary value passed validation.');
}

/** Returns the size of an item in bytes, for limits and capacity. Source: Developer Guide, "Item sizes and formats". */
export function sizeOfItem(item: Item): number {
  let size = 0;
  for (const name in item) size += Buffer.byteLength(name) + sizeOfValue(item[name] as AttributeValue);
  return size;
}

function sizeOfValue(value: AttributeValue): number {
  const type = typeOf(value);
  if ('L' in value) return value.L.reduce((size, element) => size + 1 + sizeOfValue(element), 3);
  if ('M' in value) return 3 + Object.keys(value.M).length + sizeOfItem(value.M);
  const content = (value as Readonly<Record<string, unknown>>)[type];
  if (Array.isArray(content))
    return content.reduce<number>((size, element: string) => size + sizeOfScalar(type.charAt(0), element), 0);
  return sizeOfScalar(type, content);
}

function sizeOfScalar(type: string, content: unknown): number {
  if (type === 'S') return Buffer.byteLength(content as string);
  if (type === 'B') return Buffer.byteLength(content as string, 'base64');
  if (type === 'N') return Math.ceil((content as string).replace(/[-.]|^0\.0*|0+$/g, '').length / 2) + 1;
  return 1;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw unserializable(`${kindOf(value)} cannot be converted to String`);
  return value;
}

/** Most numbers: integers in their canonical form. */
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,30})$/;

function number(value: unknown): string {
  const given = text(value);
  return PLAIN_INTEGER.test(given) ? given : formatNumber(parseNumber(given));
}

function binary(value: unknown): string {
  const base64 = text(value);
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64))
    throw unserializable('Base64 encoded length is expected a multiple of 4 bytes');
  return base64;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw unserializable('Unexpected field type');
  return value;
}

function set(type: string, value: unknown, element: (value: unknown) => string): readonly string[] {
  const elements = list(value).map(element);
  if (elements.length === 0)
    throw invalid(`One or more parameter values were invalid: An ${SET_NAMES[type]} set  may not be empty`);
  if (new Set(elements).size !== elements.length)
    throw invalid(
      `One or more parameter values were invalid: Input collection [${elements.join(', ')}] contains duplicates.`,
    );
  return elements;
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return 'NUMBER_VALUE';
  return typeof value === 'boolean' ? `${value ? 'TRUE' : 'FALSE'}_VALUE` : 'START_OBJECT';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unserializable(message: string): AwsServiceError {
  return new AwsServiceError('SerializationException', message);
}
