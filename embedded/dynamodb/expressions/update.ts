import { type Path, parsePath } from './paths.ts';
import { type Tokens, tokensOf } from './tokens.ts';

/** A value that an update computes. */
export type UpdateOperand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'if_not_exists'; readonly path: Path; readonly otherwise: UpdateOperand }
  | { readonly kind: 'list_append'; readonly lists: readonly [UpdateOperand, UpdateOperand] }
  | { readonly kind: 'add' | 'subtract'; readonly numbers: readonly [UpdateOperand, UpdateOperand] };

/** One change of an update expression. */
export type UpdateAction =
  | { readonly kind: 'SET'; readonly path: Path; readonly value: UpdateOperand }
  | { readonly kind: 'REMOVE'; readonly path: Path }
  | { readonly kind: 'ADD' | 'DELETE'; readonly path: Path; readonly value: string };

const CLAUSES = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;

/**
 * Parses an update expression.
 *
 * Source of the grammar: Amazon DynamoDB Developer Guide, "Using update expressions in DynamoDB".
 *
 * @throws AwsServiceError ValidationException: a syntax error, with DynamoDB's message
 */
export function parseUpdate(expression: string): readonly UpdateAction[] {
  const tokens = tokensOf(expression, 'UpdateExpression');
  const seen = new Set<string>();
  const actions: UpdateAction[] = [];
  while (tokens.peek().kind !== 'end') {
    const clause = CLAUSES.find((name) => tokens.take(name));
    if (clause === undefined) throw tokens.syntaxError();
    if (seen.has(clause))
      throw tokens.expressionError(`The "${clause}" section can only be used once in an update expression;`);
    seen.add(clause);
    do actions.push(parseAction(clause, tokens));
    while (tokens.take(','));
  }
  return actions;
}

function parseAction(clause: (typeof CLAUSES)[number], tokens: Tokens): UpdateAction {
  const path = parsePath(tokens);
  if (clause === 'REMOVE') return { kind: clause, path };
  if (clause === 'SET') {
    tokens.expect('=');
    return { kind: clause, path, value: parseValue(tokens) };
  }
  if (tokens.peek().kind !== 'value') throw tokens.syntaxError();
  return { kind: clause, path, value: tokens.next().text };
}

function parseValue(tokens: Tokens): UpdateOperand {
  const first = parseOperand(tokens);
  if (tokens.take('+')) return { kind: 'add', numbers: [first, parseOperand(tokens)] };
  if (tokens.take('-')) return { kind: 'subtract', numbers: [first, parseOperand(tokens)] };
  return first;
}

function parseOperand(tokens: Tokens): UpdateOperand {
  if (tokens.peek().kind === 'value') return { kind: 'value', name: tokens.next().text };
  if (tokens.take('(')) {
    const inner = parseValue(tokens);
    tokens.expect(')');
    return inner;
  }
  if (!tokens.isCall()) return { kind: 'path', path: parsePath(tokens) };
  const { text: name } = tokens.next();
  tokens.expect('(');
  const operand = parseCall(name, tokens);
  tokens.expect(')');
  return operand;
}

function parseCall(name: string, tokens: Tokens): UpdateOperand {
  if (name === 'if_not_exists') {
    const path = parsePath(tokens);
    tokens.expect(',');
    return { kind: name, path, otherwise: parseOperand(tokens) };
  }
  if (name === 'list_append') {
    const first = parseOperand(tokens);
    tokens.expect(',');
    return { kind: name, lists: [first, parseOperand(tokens)] };
  }
  throw tokens.expressionError(`Invalid function name; function: ${name}`);
}
