import { AwsServiceError } from '../../aws/aws-service.ts';
import { type AttributeValue, type Item, parseItem } from '../attribute-value.ts';
import { invalid } from '../request.ts';
import { type BoundUpdate, bindUpdate } from './apply-update.ts';
import { type Condition, parseCondition } from './condition.ts';
import { type BoundCondition, bindCondition } from './evaluate-condition.ts';
import { type Binder, type Bindings, checkDistinct, type Names, type Path, parsePath, resolvePath } from './paths.ts';
import { tokensOf } from './tokens.ts';
import { parseUpdate } from './update.ts';

/** The parameters of a request that hold its expressions and the names and values of their placeholders. */
export interface ExpressionInput {
  readonly ConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly KeyConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: unknown;
}

/** The expressions of a request, parsed and bound. */
export interface RequestExpressions {
  readonly condition: RequestCondition | undefined;
  readonly filter: RequestCondition | undefined;
  readonly keyCondition: { readonly condition: Condition; readonly bindings: Bindings } | undefined;
  readonly update: RequestUpdate | undefined;
  /** Paths of the projection. */
  readonly projection: readonly Path[] | undefined;
  /** @throws AwsServiceError ValidationException: the request defines a placeholder that no expression uses */
  checkAllUsed(): void;
}

/** A condition with the values of its request. */
export interface RequestCondition {
  /** Returns whether an item meets the condition. A missing item is `{}`. */
  matches(item: Item): boolean;
  readonly paths: readonly Path[];
}

/** An update with the values of its request. */
export interface RequestUpdate {
  /** Every path that it changes. */
  readonly paths: readonly Path[];
  /** Returns the item after the update; see {@link BoundUpdate}. */
  apply(item: Item): Item;
}

const EXPRESSIONS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'UpdateExpression',
  'ProjectionExpression',
] as const;

/** Where a request may have expressions or their placeholders. */
const PLACES = [...EXPRESSIONS, 'ExpressionAttributeNames', 'ExpressionAttributeValues'] as const;

const NO_EXPRESSIONS: RequestExpressions = {
  condition: undefined,
  filter: undefined,
  keyCondition: undefined,
  update: undefined,
  projection: undefined,
  checkAllUsed() {},
};

/** How many sets of bound expressions are kept: programs send the same few repeatedly, with other values. */
const CACHE_SIZE = 500;

/** The expressions of a request, bound to its names. */
interface BoundExpressions {
  readonly condition: BoundCondition | undefined;
  readonly filter: BoundCondition | undefined;
  readonly keyCondition: Condition | undefined;
  readonly update: BoundUpdate | undefined;
  readonly projection: readonly Path[] | undefined;
  readonly usedNames: ReadonlySet<string>;
  readonly usedValues: ReadonlySet<string>;
  /** Checks of the values of a request. */
  readonly checks: readonly ((values: Item) => void)[];
}

const kept = new Map<string, BoundExpressions>();

/**
 * Parses and binds every expression of a request.
 *
 * @throws AwsServiceError ValidationException: an expression is invalid, or uses a placeholder that is not defined
 */
export function requestExpressions(given: ExpressionInput): RequestExpressions {
  if (PLACES.every((name) => given[name] === undefined)) return NO_EXPRESSIONS;
  const input = onlyTexts(given);
  const values = valuesOf(input);
  const bound = boundExpressions(input);
  for (const check of bound.checks) check(values);
  const { condition, filter, keyCondition, update, projection } = bound;
  // A key condition is bound to its table as well, when that is known.
  const ofKeys = keyCondition && { condition: keyCondition, used: new Set<string>() };
  return {
    keyCondition: ofKeys && { condition: ofKeys.condition, bindings: bindingsOf(input, values, ofKeys.used) },
    update: update && { paths: update.paths, apply: (item) => update.apply(item, values) },
    condition: withValues(condition, values),
    filter: withValues(filter, values),
    projection,
    checkAllUsed() {
      checkUsed('ExpressionAttributeValues', input, bound.usedValues, ofKeys?.used);
      checkUsed('ExpressionAttributeNames', input, bound.usedNames, ofKeys?.used);
    },
  };
}

function withValues(condition: BoundCondition | undefined, values: Item): RequestCondition | undefined {
  return condition && { paths: condition.paths, matches: (item) => condition.matches(item, values) };
}

function checkUsed(
  parameter: 'ExpressionAttributeNames' | 'ExpressionAttributeValues',
  input: ExpressionInput,
  used: ReadonlySet<string>,
  usedByKeys: ReadonlySet<string> | undefined,
): void {
  const defined = input[parameter];
  if (defined === undefined) return;
  const unused = Object.keys(defined as object).filter((name) => !used.has(name) && usedByKeys?.has(name) !== true);
  if (unused.length > 0)
    throw invalid(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`);
}

/** Returns the expressions of a request, bound once for all requests with the same texts and names. */
function boundExpressions(input: ExpressionInput): BoundExpressions {
  const key = JSON.stringify([...EXPRESSIONS.map((name) => input[name]), input.ExpressionAttributeNames]);
  const found = kept.get(key);
  if (found !== undefined) return found;
  const bound = bindAll(input);
  const [oldest] = kept.keys();
  if (kept.size >= CACHE_SIZE && oldest !== undefined) kept.delete(oldest);
  kept.set(key, bound);
  return bound;
}

function bindAll(input: ExpressionInput): BoundExpressions {
  const usedNames = new Set<string>();
  const usedValues = new Set<string>();
  const checks: ((values: Item) => void)[] = [];
  const binder: Binder = {
    name: (placeholder, kind) => nameIn(input, placeholder, kind, usedNames),
    value(placeholder, kind) {
      usedValues.add(placeholder);
      checks.push((values) => void valueIn(values, placeholder, kind));
      return (values) => values[placeholder] as AttributeValue;
    },
    check: (check) => void checks.push(check),
  };
  const bindTo = (kind: 'ConditionExpression' | 'FilterExpression'): BoundCondition | undefined => {
    const text = input[kind];
    return text === undefined ? undefined : bindCondition(parseCondition(text, kind), binder, kind);
  };
  const { KeyConditionExpression, UpdateExpression, ProjectionExpression } = input;
  return {
    keyCondition:
      KeyConditionExpression === undefined
        ? undefined
        : parseCondition(KeyConditionExpression, 'KeyConditionExpression'),
    update: UpdateExpression === undefined ? undefined : bindUpdate(parseUpdate(UpdateExpression), binder),
    condition: bindTo('ConditionExpression'),
    filter: bindTo('FilterExpression'),
    projection:
      ProjectionExpression === undefined
        ? undefined
        : bindProjection(parseProjection(ProjectionExpression, 'ProjectionExpression'), binder),
    usedNames,
    usedValues,
    checks,
  };
}

function bindingsOf(input: ExpressionInput, values: Item, used: Set<string>): Bindings {
  return {
    name: (placeholder, kind) => nameIn(input, placeholder, kind, used),
    value(placeholder, kind) {
      used.add(placeholder);
      return valueIn(values, placeholder, kind);
    },
  };
}

function nameIn(
  { ExpressionAttributeNames }: ExpressionInput,
  placeholder: string,
  kind: string,
  used: Set<string>,
): string {
  const name = ExpressionAttributeNames?.[placeholder];
  if (name === undefined)
    throw invalid(
      `Invalid ${kind}: An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
    );
  used.add(placeholder);
  return name;
}

function valueIn(values: Item, placeholder: string, kind: string): AttributeValue {
  const value = values[placeholder];
  if (value === undefined)
    throw invalid(
      `Invalid ${kind}: An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
    );
  return value;
}

/** Leaves out expressions that are no texts: they belong to another operation, so nothing has checked or needs them. */
function onlyTexts(input: ExpressionInput): ExpressionInput {
  const others = EXPRESSIONS.filter((name) => input[name] !== undefined && typeof input[name] !== 'string');
  return others.length === 0 ? input : { ...input, ...Object.fromEntries(others.map((name) => [name, undefined])) };
}

function valuesOf(input: ExpressionInput): Item {
  const { ExpressionAttributeNames, ExpressionAttributeValues } = input;
  const hasExpression = EXPRESSIONS.some((name) => input[name] !== undefined);
  if (ExpressionAttributeNames !== undefined) {
    if (!hasExpression) throw invalid('ExpressionAttributeNames can only be specified when using expressions');
    checkPlaceholders('ExpressionAttributeNames', '#', ExpressionAttributeNames);
  }
  if (ExpressionAttributeValues === undefined) return {};
  if (EXPRESSIONS.slice(0, 4).every((name) => input[name] === undefined))
    throw invalid('ExpressionAttributeValues can only be specified when using expressions');
  const values = withPath('ExpressionAttributeValues', () => parseItem(ExpressionAttributeValues));
  checkPlaceholders('ExpressionAttributeValues', ':', values);
  return values;
}

function checkPlaceholders(parameter: string, mark: string, defined: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(defined);
  if (names.length === 0) throw invalid(`${parameter} must not be empty`);
  const wrong = names.find((name) => !name.startsWith(mark) || name.length === 1);
  if (wrong !== undefined) throw invalid(`${parameter} contains invalid key: Syntax error; key: "${wrong}"`);
}

function withPath<Result>(parameter: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof AwsServiceError) || error.name !== 'ValidationException') throw error;
    throw new AwsServiceError(error.name, `${parameter} contains invalid value: ${error.message}`, 400, {
      cause: error,
    });
  }
}

function parseProjection(text: string, kind: string): readonly Path[] {
  const tokens = tokensOf(text, kind);
  const paths = [parsePath(tokens)];
  while (tokens.take(',')) paths.push(parsePath(tokens));
  tokens.expectEnd();
  return paths;
}

function bindProjection(paths: readonly Path[], names: Names): readonly Path[] {
  const resolved = paths.map((path) => resolvePath(path, names, 'ProjectionExpression'));
  checkDistinct(resolved, 'ProjectionExpression');
  return resolved;
}
