import { AwsServiceError } from '../aws/aws-service.ts';
import { type AttributeValue, keyBytes, typeOf } from './attribute-value.ts';
import type { Comparator, Condition, Operand } from './expressions/condition.ts';
import { checkBounds } from './expressions/evaluate-condition.ts';
import { type Bindings, type Path, resolvePath } from './expressions/paths.ts';
import type { KeySchema } from './table-definition.ts';

/** The part of a table or index that a query reads: one partition, and a range of its sort keys. */
export interface KeyRange {
  readonly hash: Buffer;
  /** Bounds of the sort key; absent if unbounded. */
  readonly from?: Bound;
  readonly to?: Bound;
}

/** One end of a range. */
export interface Bound {
  readonly bytes: Buffer;
  readonly inclusive: boolean;
}

const KIND = 'KeyConditionExpression';

interface Predicate {
  readonly path: Path;
  readonly operator: Comparator | 'BETWEEN' | 'begins_with';
  readonly values: readonly AttributeValue[];
}

/**
 * Converts a key condition to the range that it selects.
 *
 * @throws AwsServiceError ValidationException: it lacks the partition key, or uses an operator that key conditions do not support
 */
export function keyRangeOf(condition: Condition, bindings: Bindings, keys: KeySchema): KeyRange {
  const predicates = predicatesOf(condition, bindings);
  if (predicates.length > 2) throw invalid('Conditions must be of length 1 or 2');
  const named = (attribute: string): Predicate | undefined => {
    const found = predicates.filter(({ path: [name] }) => name === attribute);
    if (found.length > 1) throw invalid('KeyConditionExpressions must only contain one condition per key', KIND);
    return found[0];
  };
  const hash = named(keys.hash.name);
  if (hash === undefined) throw invalid(`Query condition missed key schema element: ${keys.hash.name}`);
  if (hash.operator !== '=') throw invalid('Query key condition not supported');
  const range = keys.range && named(keys.range.name);
  if (predicates.length === 2 && range === undefined)
    throw invalid(
      keys.range === undefined
        ? 'Query key condition not supported'
        : `Query condition missed key schema element: ${keys.range.name}`,
    );
  checkType(hash, keys.hash.type);
  if (range === undefined || keys.range === undefined) return { hash: bytesOf(hash, 0) };
  checkType(range, keys.range.type);
  return { hash: bytesOf(hash, 0), ...boundsOf(range) };
}

function boundsOf(predicate: Predicate): Omit<KeyRange, 'hash'> {
  const at = (index: number, inclusive: boolean): Bound => ({ bytes: bytesOf(predicate, index), inclusive });
  switch (predicate.operator) {
    case '=':
      return { from: at(0, true), to: at(0, true) };
    case '<':
      return { to: at(0, false) };
    case '<=':
      return { to: at(0, true) };
    case '>':
      return { from: at(0, false) };
    case '>=':
      return { from: at(0, true) };
    case 'BETWEEN':
      return { from: at(0, true), to: at(1, true) };
    case 'begins_with': {
      const end = afterPrefix(bytesOf(predicate, 0));
      return { from: at(0, true), ...(end !== undefined && { to: { bytes: end, inclusive: false } }) };
    }
    case '<>':
      throw invalid('Query key condition not supported');
  }
}

/** Returns the first bytes after all that begin with a prefix; undefined if there are none. */
function afterPrefix(prefix: Buffer): Buffer | undefined {
  const last = prefix.findLastIndex((byte) => byte < 0xff);
  if (last < 0) return undefined;
  const end = Buffer.from(prefix.subarray(0, last + 1));
  end[last] = (end[last] ?? 0) + 1;
  return end;
}

function predicatesOf(condition: Condition, bindings: Bindings): readonly Predicate[] {
  switch (condition.kind) {
    case 'and':
      return [...predicatesOf(condition.left, bindings), ...predicatesOf(condition.right, bindings)];
    case 'compare':
      return [compareOf(condition.comparator, condition.operands, bindings)];
    case 'between': {
      const [subject, low, high] = condition.operands;
      const values = [operandValue(low, bindings), operandValue(high, bindings)];
      checkBounds(values[0], values[1], (message) => invalid(message, KIND));
      return [{ path: pathOf(subject, bindings), operator: 'BETWEEN', values }];
    }
    case 'function': {
      if (condition.name !== 'begins_with') throw unsupported(condition.name);
      const [subject, prefix] = condition.operands;
      if (subject === undefined || prefix === undefined) throw unsupported(condition.name);
      const value = operandValue(prefix, bindings);
      if (!('S' in value) && !('B' in value))
        throw invalid(
          `Incorrect operand type for operator or function; operator or function: begins_with, operand type: ${typeOf(value)}`,
          KIND,
        );
      return [{ path: pathOf(subject, bindings), operator: 'begins_with', values: [value] }];
    }
    case 'or':
      throw unsupported('OR');
    case 'not':
      throw unsupported('NOT');
    case 'in':
      throw unsupported('IN');
  }
}

const MIRRORED: Readonly<Record<Comparator, Comparator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function compareOf(comparator: Comparator, operands: readonly [Operand, Operand], bindings: Bindings): Predicate {
  if (comparator === '<>') throw unsupported('<>');
  const [left, right] = operands;
  if (left.kind === 'value')
    return { path: pathOf(right, bindings), operator: MIRRORED[comparator], values: [operandValue(left, bindings)] };
  return { path: pathOf(left, bindings), operator: comparator, values: [operandValue(right, bindings)] };
}

function pathOf(operand: Operand, bindings: Bindings): Path {
  if (operand.kind === 'size') throw unsupported('size');
  if (operand.kind !== 'path') throw invalid('No key attribute specified', KIND);
  const path = resolvePath(operand.path, bindings, KIND);
  if (path.length > 1) throw invalid('KeyConditionExpressions cannot have conditions on nested attributes', KIND);
  return path;
}

function operandValue(operand: Operand, bindings: Bindings): AttributeValue {
  if (operand.kind === 'value') return bindings.value(operand.name, KIND);
  throw invalid('KeyConditionExpressions cannot contain attribute paths on both sides', KIND);
}

function checkType({ values }: Predicate, type: string): void {
  if (values.some((value) => typeOf(value) !== type))
    throw invalid('One or more parameter values were invalid: Condition parameter type does not match schema type');
  if (values.some((value) => 'S' in value && value.S === ''))
    throw invalid(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value.',
    );
}

function bytesOf({ values }: Predicate, index: number): Buffer {
  const value = values[index];
  if (value === undefined) throw new TypeError('A key condition without its value passed the parser.');
  return keyBytes(value);
}

function unsupported(operator: string): AwsServiceError {
  return invalid(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function invalid(message: string, kind?: string): AwsServiceError {
  return new AwsServiceError('ValidationException', kind === undefined ? message : `Invalid ${kind}: ${message}`);
}
