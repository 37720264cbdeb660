import { type Path, parsePath } from './paths.ts';
import { type Tokens, tokensOf } from './tokens.ts';

/** An operand of a condition: a path, a value of the request, or a size. */
export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'size'; readonly of: Operand };

/** How two operands are compared. */
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** The functions that are conditions. */
export type ConditionFunction =
  | 'attribute_exists'
  | 'attribute_not_exists'
  | 'attribute_type'
  | 'begins_with'
  | 'contains';

/** A parsed condition, filter or key condition. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly comparator: Comparator; readonly operands: readonly [Operand, Operand] }
  | { readonly kind: 'between'; readonly operands: readonly [Operand, Operand, Operand] }
  | { readonly kind: 'in'; readonly operands: readonly Operand[] }
  | { readonly kind: 'function'; readonly name: ConditionFunction; readonly operands: readonly Operand[] };

const COMPARATORS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];
const ARGUMENTS: Readonly<Record<ConditionFunction | 'size', number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};
const MAX_IN_OPERANDS = 100;

/**
 * Parses a condition.
 *
 * Source of the grammar: Amazon DynamoDB Developer Guide, "Condition and filter expressions, operators, and functions".
 *
 * @param kind the request's parameter, e.g. `FilterExpression`
 * @throws AwsServiceError ValidationException: a syntax error, with DynamoDB's message
 */
export function parseCondition(expression: string, kind: string): Condition {
  const tokens = tokensOf(expression, kind);
  const condition = parseOr(tokens);
  tokens.expectEnd();
  return condition.condition;
}

/** A condition, and whether it was in parentheses: DynamoDB rejects a second pair around it. */
interface Parsed {
  readonly condition: Condition;
  readonly parenthesized: boolean;
}

function parseOr(tokens: Tokens): Parsed {
  let parsed = parseAnd(tokens);
  while (tokens.take('OR')) {
    const right = parseAnd(tokens).condition;
    parsed = { condition: { kind: 'or', left: parsed.condition, right }, parenthesized: false };
  }
  return parsed;
}

function parseAnd(tokens: Tokens): Parsed {
  let parsed = parseNot(tokens);
  while (tokens.take('AND')) {
    const right = parseNot(tokens).condition;
    parsed = { condition: { kind: 'and', left: parsed.condition, right }, parenthesized: false };
  }
  return parsed;
}

function parseNot(tokens: Tokens): Parsed {
  if (tokens.take('NOT'))
    return { condition: { kind: 'not', condition: parseNot(tokens).condition }, parenthesized: false };
  if (!tokens.take('(')) return { condition: parsePredicate(tokens), parenthesized: false };
  const inner = parseOr(tokens);
  tokens.expect(')');
  if (inner.parenthesized) throw tokens.expressionError('The expression has redundant parentheses;');
  return { condition: inner.condition, parenthesized: true };
}

function parsePredicate(tokens: Tokens): Condition {
  const called = parseCall(tokens);
  if (called !== undefined && called.name !== 'size')
    return { kind: 'function', name: called.name, operands: called.operands };
  const first: Operand = called === undefined ? parseOperand(tokens) : sizeOf(called.operands);
  if (tokens.take('BETWEEN')) {
    const low = parseOperand(tokens);
    tokens.expect('AND');
    return { kind: 'between', operands: [first, low, parseOperand(tokens)] };
  }
  if (tokens.take('IN')) {
    tokens.expect('(');
    const operands = parseList(tokens);
    if (operands.length > MAX_IN_OPERANDS)
      throw tokens.expressionError(
        `Invalid number of operands for IN operator; number of operands: ${operands.length}`,
      );
    return { kind: 'in', operands: [first, ...operands] };
  }
  const { kind, text } = tokens.peek();
  if (kind !== 'symbol' || !COMPARATORS.includes(text)) throw tokens.syntaxError();
  tokens.next();
  return { kind: 'compare', comparator: text as Comparator, operands: [first, parseOperand(tokens)] };
}

function parseOperand(tokens: Tokens): Operand {
  if (tokens.peek().kind === 'value') return { kind: 'value', name: tokens.next().text };
  const called = parseCall(tokens);
  if (called === undefined) return { kind: 'path', path: parsePath(tokens) };
  if (called.name === 'size') return sizeOf(called.operands);
  throw tokens.expressionError(
    `The function is not allowed to be used this way in an expression; function: ${called.name}`,
  );
}

interface Call {
  readonly name: ConditionFunction | 'size';
  readonly operands: readonly Operand[];
}

/** Parses `name(operand, …)`; returns undefined if the next token does not start a call. */
function parseCall(tokens: Tokens): Call | undefined {
  const { kind, text } = tokens.peek();
  if (kind !== 'word' || !tokens.isCall()) return undefined;
  if (!isFunction(text)) throw tokens.expressionError(`Invalid function name; function: ${text}`);
  tokens.next();
  tokens.expect('(');
  const operands = parseList(tokens);
  if (operands.length !== ARGUMENTS[text])
    throw tokens.expressionError(
      `Incorrect number of operands for operator or function; operator or function: ${text}, number of operands: ${operands.length}`,
    );
  const [first] = operands;
  if (text !== 'size' && text !== 'contains' && text !== 'begins_with' && first?.kind !== 'path')
    throw tokens.expressionError(`Operator or function requires a document path; operator or function: ${text}`);
  return { name: text, operands };
}

function isFunction(name: string): name is Call['name'] {
  return Object.hasOwn(ARGUMENTS, name);
}

function sizeOf([of]: readonly Operand[]): Operand {
  if (of === undefined) throw new TypeError('size() without an operand passed the parser.');
  return { kind: 'size', of };
}

function parseList(tokens: Tokens): readonly Operand[] {
  const operands = [parseOperand(tokens)];
  while (tokens.take(',')) operands.push(parseOperand(tokens));
  tokens.expect(')');
  return operands;
}
