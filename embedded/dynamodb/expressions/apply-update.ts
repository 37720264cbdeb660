import { setField } from '../../../core/json.ts';
import type { AwsServiceError } from '../../aws/aws-service.ts';
import { type AttributeType, type AttributeValue, type Item, typed, typeOf } from '../attribute-value.ts';
import { addNumbers, formatNumber, parseNumber } from '../number.ts';
import { invalid } from '../request.ts';
import { type Binder, checkDistinct, type Path, resolvePath, valueAt } from './paths.ts';
import type { UpdateAction, UpdateOperand } from './update.ts';

const KIND = 'UpdateExpression';

/** An update whose names are resolved. */
export interface BoundUpdate {
  /** Every path that it changes. */
  readonly paths: readonly Path[];
  /**
   * Returns the item after the update. Every value is computed from the item before the update.
   *
   * @param values those of the request
   * @throws AwsServiceError ValidationException: a path does not exist, or a value has the wrong type
   */
  apply(item: Item, values: Item): Item;
}

type Compute = (item: Item, values: Item) => AttributeValue;

/**
 * Binds an update to names. The checks that it adds find values of a wrong type in a request.
 *
 * @throws AwsServiceError ValidationException: a name is not defined, or paths overlap
 */
export function bindUpdate(actions: readonly UpdateAction[], binder: Binder): BoundUpdate {
  const bound = actions.map((action) => {
    const path = resolvePath(action.path, binder, KIND);
    return { path, change: bindAction(action, path, binder) };
  });
  const paths = bound.map(({ path }) => path);
  checkDistinct(paths, KIND);
  const order = [...paths.keys()].sort((left, right) => comparePaths(paths[left] ?? [], paths[right] ?? []));
  return {
    paths,
    apply(item, values) {
      const changed = bound.map(({ change }) => change(item, values));
      const after: Record<string, AttributeValue> = { ...item };
      const write = (at: number): void => {
        const value = changed[at];
        if (value !== KEEP) writeTo(after, paths[at] ?? [], value);
      };
      // Elements past the end of a list are appended by index; removals come last, the highest index first, so that indexes do not shift.
      for (const at of order) if (changed[at] !== undefined) write(at);
      if (changed.includes(undefined)) for (const at of order.toReversed()) if (changed[at] === undefined) write(at);
      return after;
    },
  };
}

/** Computes the new value at an action's path: undefined removes it, `KEEP` leaves it unchanged. */
type Change = (item: Item, values: Item) => AttributeValue | undefined | typeof KEEP;

const KEEP = Symbol('keep');

function bindAction(action: UpdateAction, path: Path, binder: Binder): Change {
  if (action.kind === 'REMOVE') return (item) => (valueAt(item, path) === undefined ? KEEP : undefined);
  if (action.kind === 'SET') return bindOperand(action.value, binder);
  return action.kind === 'ADD' ? bindAdd(action.value, path, binder) : bindDelete(action.value, path, binder);
}

function bindAdd(placeholder: string, path: Path, binder: Binder): Change {
  const added = binder.value(placeholder, KIND);
  binder.check((values) => {
    const [type, elements] = typed(added(values));
    if (type === 'L' || (type !== 'N' && !Array.isArray(elements))) throw wrongOperand('ADD', type);
  });
  return (item, values) => {
    const value = added(values);
    const before = valueAt(item, path);
    if (before === undefined) return value;
    if ('N' in before && 'N' in value) return sum(before, value, 1);
    const [type, elements] = typed(value);
    if (typeOf(before) !== type || 'N' in before) throw wrongType();
    const [, present] = typed(before);
    return { [type]: [...new Set([...(present as string[]), ...(elements as string[])])] } as unknown as AttributeValue;
  };
}

function bindDelete(placeholder: string, path: Path, binder: Binder): Change {
  const deleted = binder.value(placeholder, KIND);
  binder.check((values) => {
    const type = typeOf(deleted(values));
    if (type !== 'SS' && type !== 'NS' && type !== 'BS') throw wrongOperand('DELETE', type);
  });
  return (item, values) => {
    const before = valueAt(item, path);
    if (before === undefined) return KEEP;
    const [type, elements] = typed(deleted(values));
    if (typeOf(before) !== type) throw wrongType();
    const left = (typed(before)[1] as string[]).filter((element) => !(elements as string[]).includes(element));
    return left.length === 0 ? undefined : ({ [type]: left } as unknown as AttributeValue);
  };
}

function bindOperand(operand: UpdateOperand, binder: Binder): Compute {
  switch (operand.kind) {
    case 'value': {
      const value = binder.value(operand.name, KIND);
      return (_, values) => value(values);
    }
    case 'path': {
      const path = resolvePath(operand.path, binder, KIND);
      return (item) => {
        const value = valueAt(item, path);
        if (value === undefined)
          throw invalid('The provided expression refers to an attribute that does not exist in the item');
        return value;
      };
    }
    case 'if_not_exists': {
      const path = resolvePath(operand.path, binder, KIND);
      const otherwise = bindOperand(operand.otherwise, binder);
      return (item, values) => valueAt(item, path) ?? otherwise(item, values);
    }
    case 'list_append': {
      const [first, second] = operand.lists.map((list) => bindTyped(list, binder, 'list_append', 'L'));
      return (item, values) => ({ L: [...listIn(first?.(item, values)), ...listIn(second?.(item, values))] });
    }
    case 'add':
    case 'subtract': {
      const sign = operand.kind === 'add' ? 1 : -1;
      const symbol = sign === 1 ? '+' : '-';
      const [left, right] = operand.numbers.map((number) => bindTyped(number, binder, symbol, 'N'));
      return (item, values) => sum(left?.(item, values), right?.(item, values), sign);
    }
  }
}

/** Binds an operand. The type of a value in the request is checked before anything is read, that of a value in the item when it is. */
function bindTyped(operand: UpdateOperand, binder: Binder, operator: string, type: AttributeType): Compute {
  if (operand.kind === 'value') {
    const value = binder.value(operand.name, KIND);
    binder.check((values) => {
      const found = typeOf(value(values));
      if (found !== type) throw wrongOperand(operator, found);
    });
  }
  return bindOperand(operand, binder);
}

function sum(left: AttributeValue | undefined, right: AttributeValue | undefined, sign: 1 | -1): AttributeValue {
  if (left === undefined || right === undefined || !('N' in left) || !('N' in right)) throw wrongType();
  return { N: formatNumber(addNumbers(parseNumber(left.N), parseNumber(right.N), sign)) };
}

function listIn(value: AttributeValue | undefined): readonly AttributeValue[] {
  if (value === undefined || !('L' in value)) throw wrongType();
  return value.L;
}

/** Compares two of the paths that `checkDistinct` accepts: where they part, both have an index or both a name. */
function comparePaths(left: Path, right: Path): number {
  const at = left.findIndex((part, position) => part !== right[position]);
  const [part = '', other = ''] = [left[at], right[at]];
  return part < other ? -1 : Number(part > other);
}

/** Writes a value at a path of an item that nobody else has; undefined removes it. What it holds is copied, not changed. */
function writeTo(item: Record<string, AttributeValue>, path: Path, value: AttributeValue | undefined): void {
  const name = String(path[0]);
  const after = path.length === 1 ? value : writeInside(valueAt(item, [name]), path.slice(1), value);
  if (after === undefined) delete item[name];
  else setField(item, name, after);
}

/** Returns a copy of a map or list with another value at a path; undefined removes it. */
function writeAt(container: AttributeValue, path: Path, value: AttributeValue | undefined): AttributeValue {
  const [part, ...rest] = path;
  if (typeof part === 'number') {
    if (!('L' in container)) throw invalidPath();
    const before = container.L[part];
    const after = rest.length === 0 ? value : writeInside(before, rest, value);
    if (before === undefined) return after === undefined ? container : { L: [...container.L, after] };
    return { L: after === undefined ? container.L.toSpliced(part, 1) : container.L.with(part, after) };
  }
  if (part === undefined || !('M' in container)) throw invalidPath();
  const { [part]: before, ...others } = container.M;
  const after = rest.length === 0 ? value : writeInside(before, rest, value);
  if (after === undefined) return { M: others };
  return { M: { ...container.M, [part]: after } };
}

function writeInside(
  container: AttributeValue | undefined,
  path: Path,
  value: AttributeValue | undefined,
): AttributeValue {
  if (container === undefined) throw invalidPath();
  return writeAt(container, path, value);
}

function wrongOperand(operator: string, type: string): AwsServiceError {
  return invalid(
    `Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ${operator}, operand type: ${TYPE_TEXT[type] ?? type}`,
  );
}

/** How DynamoDB names some types in errors about an operator. */
const TYPE_TEXT: Readonly<Record<string, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  L: 'LIST',
  M: 'MAP',
  BOOL: 'BOOLEAN',
};

const wrongType = (): AwsServiceError => invalid('An operand in the update expression has an incorrect data type');

const invalidPath = (): AwsServiceError =>
  invalid('The document path provided in the update expression is invalid for update');
