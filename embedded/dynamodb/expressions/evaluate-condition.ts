import { AwsServiceError } from '../../aws/aws-service.ts';
import {
  type AttributeType,
  type AttributeValue,
  compareValues,
  equalValues,
  type Item,
  keyBytes,
  typed,
  typeOf,
} from '../attribute-value.ts';
import type { Comparator, Condition, ConditionFunction, Operand } from './condition.ts';
import { type Bindings, type Path, resolvePath, valueAt } from './paths.ts';

/** A condition whose placeholders are replaced with names and values. */
export interface BoundCondition {
  /** Returns whether an item meets the condition. A missing item is `{}`. */
  matches(item: Item): boolean;
  /** Every path in it. */
  readonly paths: readonly Path[];
}

type Test = (item: Item) => boolean;
type Read = (item: Item) => AttributeValue | undefined;

const ORDERED: readonly AttributeType[] = ['S', 'N', 'B'];
const TYPE_NAMES: readonly string[] = ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M'];

/**
 * Binds a condition to the names and values of a request.
 *
 * @param kind the request's parameter, e.g. `FilterExpression`
 * @throws AwsServiceError ValidationException: a placeholder is not defined, or an operand has a type that its operator
 *   does not accept
 */
export function bindCondition(condition: Condition, bindings: Bindings, kind: string): BoundCondition {
  const paths: Path[] = [];
  const expressionError = (message: string): AwsServiceError =>
    new AwsServiceError('ValidationException', `Invalid ${kind}: ${message}`);
  const wrongType = (operator: string, type: string): AwsServiceError =>
    expressionError(
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
    );

  /** Returns the operand's value if it is in the request, for checks before anything is read. */
  const constantOf = (operand: Operand): AttributeValue | undefined =>
    operand.kind === 'value' ? bindings.value(operand.name, kind) : undefined;

  const bindOperand = (operand: Operand): Read => {
    if (operand.kind === 'path') {
      const path = resolvePath(operand.path, bindings, kind);
      paths.push(path);
      return (item) => valueAt(item, path);
    }
    if (operand.kind === 'value') {
      const value = bindings.value(operand.name, kind);
      return () => value;
    }
    const read = bindOperand(operand.of);
    const constant = constantOf(operand.of);
    if (constant !== undefined && sizeOf(constant) === undefined) throw wrongType('size', typeOf(constant));
    return (item) => sizeOf(read(item));
  };

  const checkDistinct = (operator: string, [first, ...others]: readonly Operand[]): void => {
    if (first?.kind !== 'path') return;
    const path = resolvePath(first.path, bindings, kind);
    const isSame = (other: Operand): boolean =>
      other.kind === 'path' && JSON.stringify(resolvePath(other.path, bindings, kind)) === JSON.stringify(path);
    if (others.some(isSame))
      throw expressionError(
        `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: [${path.join(', ')}]`,
      );
  };

  const checkOrdered = (operator: string, operands: readonly Operand[]): void => {
    for (const constant of operands.map(constantOf))
      if (constant !== undefined && !ORDERED.includes(typeOf(constant)))
        throw expressionError(
          `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${typeOf(constant)}`,
        );
  };

  const bindCompare = (comparator: Comparator, operands: readonly [Operand, Operand]): Test => {
    checkDistinct(comparator, operands);
    if (comparator !== '=' && comparator !== '<>') checkOrdered(comparator, operands);
    const [left, right] = [bindOperand(operands[0]), bindOperand(operands[1])] as const;
    return (item) => compare(comparator, left(item), right(item));
  };

  const bindBetween = (operands: readonly [Operand, Operand, Operand]): Test => {
    checkDistinct('BETWEEN', operands);
    checkOrdered('BETWEEN', operands);
    checkBounds(constantOf(operands[1]), constantOf(operands[2]), expressionError);
    const [value, low, high] = operands.map(bindOperand) as [Read, Read, Read];
    return (item) => compare('>=', value(item), low(item)) && compare('<=', value(item), high(item));
  };

  const bindIn = (operands: readonly Operand[]): Test => {
    checkDistinct('IN', operands);
    const [value, ...choices] = operands.map(bindOperand);
    return (item) => choices.some((choice) => compare('=', value?.(item), choice(item)));
  };

  const bindFunction = (name: ConditionFunction, operands: readonly Operand[]): Test => {
    checkDistinct(name, operands);
    const [first, second] = operands.map(bindOperand);
    const [, argument] = operands.map(constantOf);
    if (name === 'attribute_type') {
      const type = argument !== undefined && 'S' in argument ? argument.S : undefined;
      if (argument !== undefined && type === undefined) throw wrongType(name, typeOf(argument));
      if (type === undefined || !TYPE_NAMES.includes(type))
        throw expressionError(
          `Invalid attribute type name found; type: ${type ?? 'none'}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
        );
      return (item) => {
        const value = first?.(item);
        return value !== undefined && typeOf(value) === type;
      };
    }
    if (name === 'begins_with') {
      if (argument !== undefined && !('S' in argument) && !('B' in argument)) throw wrongType(name, typeOf(argument));
      return (item) => beginsWith(first?.(item), second?.(item));
    }
    if (name === 'contains') return (item) => contains(first?.(item), second?.(item));
    const wanted = name === 'attribute_exists';
    return (item) => (first?.(item) !== undefined) === wanted;
  };

  const bind = (part: Condition): Test => {
    switch (part.kind) {
      case 'and': {
        const [left, right] = [bind(part.left), bind(part.right)] as const;
        return (item) => left(item) && right(item);
      }
      case 'or': {
        const [left, right] = [bind(part.left), bind(part.right)] as const;
        return (item) => left(item) || right(item);
      }
      case 'not': {
        const inner = bind(part.condition);
        return (item) => !inner(item);
      }
      case 'compare':
        return bindCompare(part.comparator, part.operands);
      case 'between':
        return bindBetween(part.operands);
      case 'in':
        return bindIn(part.operands);
      case 'function':
        return bindFunction(part.name, part.operands);
    }
  };

  return { matches: bind(condition), paths };
}

/**
 * Checks the bounds of BETWEEN.
 *
 * @throws AwsServiceError ValidationException: they have different types, or the lower one is above the upper one
 */
export function checkBounds(
  low: AttributeValue | undefined,
  high: AttributeValue | undefined,
  expressionError: (message: string) => AwsServiceError,
): void {
  if (low === undefined || high === undefined) return;
  const bounds = `lower bound operand: AttributeValue: ${wireText(low)}, upper bound operand: AttributeValue: ${wireText(high)}`;
  if (typeOf(low) !== typeOf(high))
    throw expressionError(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
  if ((compareValues(low, high) ?? 0) > 0)
    throw expressionError(
      `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
    );
}

function wireText(value: AttributeValue): string {
  const [type, content] = typed(value);
  return `{${type}:${String(content)}}`;
}

function compare(comparator: Comparator, left?: AttributeValue, right?: AttributeValue): boolean {
  if (left === undefined || right === undefined) return comparator === '<>' && left !== right;
  if (comparator === '=') return equalValues(left, right);
  if (comparator === '<>') return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  switch (comparator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function beginsWith(value?: AttributeValue, prefix?: AttributeValue): boolean {
  if (value === undefined || prefix === undefined) return false;
  if ('S' in value && 'S' in prefix) return value.S.startsWith(prefix.S);
  if (!('B' in value && 'B' in prefix)) return false;
  const bytes = keyBytes(prefix);
  return keyBytes(value).subarray(0, bytes.length).equals(bytes);
}

function contains(value?: AttributeValue, wanted?: AttributeValue): boolean {
  if (value === undefined || wanted === undefined) return false;
  if ('S' in value) return 'S' in wanted && value.S.includes(wanted.S);
  if ('B' in value) return 'B' in wanted && keyBytes(value).includes(keyBytes(wanted));
  if ('L' in value) return value.L.some((element) => equalValues(element, wanted));
  const [type, content] = typed(value);
  const [wantedType, element] = typed(wanted);
  return Array.isArray(content) && type === `${wantedType}S` && content.includes(element);
}

/** Returns the result of `size()`; undefined for a type without a size. Source: Developer Guide, "Functions in filter expressions", size. */
function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (value === undefined) return undefined;
  const [, content] = typed(value);
  if ('S' in value) return { N: String(value.S.length) };
  if ('B' in value) return { N: String(Buffer.byteLength(value.B, 'base64')) };
  if (Array.isArray(content)) return { N: String(content.length) };
  return 'M' in value ? { N: String(Object.keys(value.M).length) } : undefined;
}
