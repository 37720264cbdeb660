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
import { type Binder, type Path, type ReadValue, resolvePath, valueAt } from './paths.ts';

/** A condition whose names are resolved. */
export interface BoundCondition {
  /** Returns whether an item meets the condition. A missing item is `{}`. @param values those of the request */
  matches(item: Item, values: Item): boolean;
  /** Every path in it. */
  readonly paths: readonly Path[];
}

type Test = BoundCondition['matches'];
type Read = (item: Item, values: Item) => AttributeValue | undefined;

const ORDERED: readonly AttributeType[] = ['S', 'N', 'B'];
const TYPE_NAMES: readonly string[] = ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M'];

/**
 * Binds a condition to names. What its operators do not accept is found by the checks that it adds: a value in the request of
 * a wrong type.
 *
 * @param kind the request's parameter, e.g. `FilterExpression`
 * @throws AwsServiceError ValidationException: a name is not defined, or an operator compares a path with itself
 */
export function bindCondition(condition: Condition, binder: Binder, kind: string): BoundCondition {
  const paths: Path[] = [];
  const expressionError = (message: string): AwsServiceError =>
    new AwsServiceError('ValidationException', `Invalid ${kind}: ${message}`);
  const wrongType = (operator: string, type: string): AwsServiceError =>
    expressionError(
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
    );

  /** Returns how to read the operand's value if it is in the request, for checks before anything is read. */
  const constantOf = (operand: Operand | undefined): ReadValue | undefined =>
    operand?.kind === 'value' ? binder.value(operand.name, kind) : undefined;

  const bindOperand = (operand: Operand): Read => {
    if (operand.kind === 'path') {
      const path = resolvePath(operand.path, binder, kind);
      paths.push(path);
      return (item) => valueAt(item, path);
    }
    if (operand.kind === 'value') {
      const value = binder.value(operand.name, kind);
      return (_, values) => value(values);
    }
    const read = bindOperand(operand.of);
    const constant = constantOf(operand.of);
    if (constant !== undefined)
      binder.check((values) => {
        const value = constant(values);
        if (sizeOf(value) === undefined) throw wrongType('size', typeOf(value));
      });
    return (item, values) => sizeOf(read(item, values));
  };

  const checkDistinct = (operator: string, [first, ...others]: readonly Operand[]): void => {
    if (first?.kind !== 'path') return;
    const path = resolvePath(first.path, binder, kind);
    const isSame = (other: Operand): boolean =>
      other.kind === 'path' && JSON.stringify(resolvePath(other.path, binder, kind)) === JSON.stringify(path);
    if (others.some(isSame))
      throw expressionError(
        `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: [${path.join(', ')}]`,
      );
  };

  const checkOrdered = (operator: string, operands: readonly Operand[]): void => {
    for (const constant of operands.map(constantOf)) {
      if (constant === undefined) continue;
      binder.check((values) => {
        const type = typeOf(constant(values));
        if (!ORDERED.includes(type))
          throw expressionError(
            `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${type}`,
          );
      });
    }
  };

  const bindCompare = (comparator: Comparator, operands: readonly [Operand, Operand]): Test => {
    checkDistinct(comparator, operands);
    if (comparator !== '=' && comparator !== '<>') checkOrdered(comparator, operands);
    const [left, right] = [bindOperand(operands[0]), bindOperand(operands[1])] as const;
    return (item, values) => compare(comparator, left(item, values), right(item, values));
  };

  const bindBetween = (operands: readonly [Operand, Operand, Operand]): Test => {
    checkDistinct('BETWEEN', operands);
    checkOrdered('BETWEEN', operands);
    const [low, high] = [constantOf(operands[1]), constantOf(operands[2])];
    binder.check((values) => checkBounds(low?.(values), high?.(values), expressionError));
    const [value, from, to] = operands.map(bindOperand) as [Read, Read, Read];
    return (item, values) => {
      const found = value(item, values);
      return compare('>=', found, from(item, values)) && compare('<=', found, to(item, values));
    };
  };

  const bindIn = (operands: readonly Operand[]): Test => {
    checkDistinct('IN', operands);
    const [value, ...choices] = operands.map(bindOperand);
    return (item, values) => {
      const found = value?.(item, values);
      return choices.some((choice) => compare('=', found, choice(item, values)));
    };
  };

  const bindAttributeType = (subject: Read | undefined, argument: ReadValue | undefined): Test => {
    binder.check((values) => {
      const value = argument?.(values);
      if (value !== undefined && !('S' in value)) throw wrongType('attribute_type', typeOf(value));
      if (value === undefined || !TYPE_NAMES.includes(value.S))
        throw expressionError(
          `Invalid attribute type name found; type: ${value?.S ?? 'none'}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
        );
    });
    return (item, values) => {
      const value = subject?.(item, values);
      const type = argument?.(values);
      return value !== undefined && type !== undefined && 'S' in type && typeOf(value) === type.S;
    };
  };

  const bindFunction = (name: ConditionFunction, operands: readonly Operand[]): Test => {
    checkDistinct(name, operands);
    const [first, second] = operands.map(bindOperand);
    const argument = constantOf(operands[1]);
    if (name === 'attribute_type') return bindAttributeType(first, argument);
    if (name === 'begins_with') {
      if (argument !== undefined)
        binder.check((values) => {
          const value = argument(values);
          if (!('S' in value) && !('B' in value)) throw wrongType(name, typeOf(value));
        });
      return (item, values) => beginsWith(first?.(item, values), second?.(item, values));
    }
    if (name === 'contains') return (item, values) => contains(first?.(item, values), second?.(item, values));
    const wanted = name === 'attribute_exists';
    return (item, values) => (first?.(item, values) !== undefined) === wanted;
  };

  const bind = (part: Condition): Test => {
    switch (part.kind) {
      case 'and': {
        const [left, right] = [bind(part.left), bind(part.right)] as const;
        return (item, values) => left(item, values) && right(item, values);
      }
      case 'or': {
        const [left, right] = [bind(part.left), bind(part.right)] as const;
        return (item, values) => left(item, values) || right(item, values);
      }
      case 'not': {
        const inner = bind(part.condition);
        return (item, values) => !inner(item, values);
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
