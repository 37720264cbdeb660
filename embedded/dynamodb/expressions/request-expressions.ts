import { AwsServiceError } from '../../aws/aws-service.ts';
import { type Item, parseItem } from '../attribute-value.ts';
import { invalid } from '../request.ts';
import { type BoundUpdate, bindUpdate } from './apply-update.ts';
import { type Condition, parseCondition } from './condition.ts';
import { type BoundCondition, bindCondition } from './evaluate-condition.ts';
import { type Bindings, checkDistinct, type Path, parsePath, resolvePath } from './paths.ts';
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
  readonly condition: BoundCondition | undefined;
  readonly filter: BoundCondition | undefined;
  readonly keyCondition: { readonly condition: Condition; readonly bindings: Bindings } | undefined;
  readonly update: BoundUpdate | undefined;
  /** Paths of the projection. */
  readonly projection: readonly Path[] | undefined;
  /** @throws AwsServiceError ValidationException: the request defines a placeholder that no expression uses */
  checkAllUsed(): void;
}

const EXPRESSIONS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'UpdateExpression',
  'ProjectionExpression',
] as const;

/** How many parsed expressions of each kind are cached: programs send the same few repeatedly. */
const CACHE_SIZE = 500;

const conditions = cached((text, kind) => parseCondition(text, kind));
const updates = cached((text) => parseUpdate(text));
const projections = cached((text, kind) => parseProjection(text, kind));

/**
 * Parses and binds every expression of a request.
 *
 * @throws AwsServiceError ValidationException: an expression is invalid, or uses a placeholder that is not defined
 */
export function requestExpressions(given: ExpressionInput): RequestExpressions {
  const input = onlyTexts(given);
  const values = valuesOf(input);
  const usedNames = new Set<string>();
  const usedValues = new Set<string>();
  const bindings: Bindings = {
    name(placeholder, kind) {
      const name = input.ExpressionAttributeNames?.[placeholder];
      if (name === undefined)
        throw invalid(
          `Invalid ${kind}: An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
        );
      usedNames.add(placeholder);
      return name;
    },
    value(placeholder, kind) {
      const value = values[placeholder];
      if (value === undefined)
        throw invalid(
          `Invalid ${kind}: An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
        );
      usedValues.add(placeholder);
      return value;
    },
  };
  const bindTo = (kind: 'ConditionExpression' | 'FilterExpression'): BoundCondition | undefined => {
    const text = input[kind];
    return text === undefined ? undefined : bindCondition(conditions(text, kind), bindings, kind);
  };
  const { KeyConditionExpression, UpdateExpression, ProjectionExpression } = input;
  return {
    keyCondition:
      KeyConditionExpression === undefined
        ? undefined
        : { condition: conditions(KeyConditionExpression, 'KeyConditionExpression'), bindings },
    update: UpdateExpression === undefined ? undefined : bindUpdate(updates(UpdateExpression, ''), bindings),
    condition: bindTo('ConditionExpression'),
    filter: bindTo('FilterExpression'),
    projection:
      ProjectionExpression === undefined
        ? undefined
        : bindProjection(projections(ProjectionExpression, 'ProjectionExpression'), bindings),
    checkAllUsed() {
      const unused = (defined: object | undefined, used: ReadonlySet<string>): readonly string[] =>
        Object.keys(defined ?? {}).filter((name) => !used.has(name));
      const values = unused(input.ExpressionAttributeValues as object | undefined, usedValues);
      if (values.length > 0)
        throw invalid(
          `Value provided in ExpressionAttributeValues unused in expressions: keys: {${values.join(', ')}}`,
        );
      const names = unused(input.ExpressionAttributeNames, usedNames);
      if (names.length > 0)
        throw invalid(`Value provided in ExpressionAttributeNames unused in expressions: keys: {${names.join(', ')}}`);
    },
  };
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

function bindProjection(paths: readonly Path[], bindings: Bindings): readonly Path[] {
  const resolved = paths.map((path) => resolvePath(path, bindings, 'ProjectionExpression'));
  checkDistinct(resolved, 'ProjectionExpression');
  return resolved;
}

function cached<Parsed>(parse: (text: string, kind: string) => Parsed): (text: string, kind: string) => Parsed {
  const kept = new Map<string, Parsed>();
  return (text, kind) => {
    const key = `${kind} ${text}`;
    const found = kept.get(key);
    if (found !== undefined) return found;
    const parsed = parse(text, kind);
    const [oldest] = kept.keys();
    if (kept.size >= CACHE_SIZE && oldest !== undefined) kept.delete(oldest);
    kept.set(key, parsed);
    return parsed;
  };
}
