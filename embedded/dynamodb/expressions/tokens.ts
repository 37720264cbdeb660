import { AwsServiceError } from '../../aws/aws-service.ts';

/** One token of an expression. */
export interface Token {
  readonly kind: 'word' | 'name' | 'value' | 'number' | 'symbol' | 'end';
  readonly text: string;
  /** Its position in the expression. */
  readonly at: number;
}

const TOKEN = /\s*(?:([A-Za-z_][\w]*)|(#[\w-]+)|(:[\w-]+)|(\d+)|(<>|<=|>=|[=<>()[\],.+-]))/y;
/** Source: Developer Guide, "Service, account, and table quotas", expression parameters. */
const MAX_BYTES = 4096;
/** As many as an expression may have operators. The parser calls itself for each level. */
const MAX_LEVELS = 300;
const KINDS = ['word', 'name', 'value', 'number', 'symbol'] as const;

/** Reads the tokens of one expression, with one token of lookahead. */
export interface Tokens {
  /** Returns the next token without consuming it. */
  peek(): Token;
  next(): Token;
  /** Consumes the next token if it is this symbol or this keyword, ignoring case. */
  take(text: string): boolean;
  /** @throws AwsServiceError ValidationException: the next token is another one */
  expect(text: string): void;
  /** @throws AwsServiceError ValidationException: something follows */
  expectEnd(): void;
  /** Whether the next two tokens are a word and `(`. */
  isCall(): boolean;
  /** Returns the error for an unexpected next token. */
  syntaxError(): AwsServiceError;
  /** Returns an error about the whole expression. */
  expressionError(message: string): AwsServiceError;
}

/**
 * Splits an expression into tokens.
 *
 * @param kind the request's parameter, e.g. `ConditionExpression`
 * @throws AwsServiceError ValidationException: the expression is empty, too long or too deep, or has a character that starts no
 *   token
 */
export function tokensOf(expression: string, kind: string): Tokens {
  const expressionError = (message: string): AwsServiceError =>
    new AwsServiceError('ValidationException', `Invalid ${kind}: ${message}`);
  if (expression.trim() === '') throw expressionError('The expression can not be empty;');
  const bytes = Buffer.byteLength(expression);
  if (bytes > MAX_BYTES)
    throw expressionError(`Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
  const tokens = split(expression, expressionError);
  if (levelsOf(tokens) > MAX_LEVELS)
    throw expressionError(`The expression has more than ${MAX_LEVELS} levels of parentheses`);
  let position = 0;

  const peek = (): Token => tokens[position] ?? { kind: 'end', text: '<EOF>', at: expression.length };
  const syntaxError = (): AwsServiceError => {
    const { text, at } = peek();
    const before = tokens[position - 1];
    const near = expression.slice(
      before?.at ?? at,
      (tokens[position + 1]?.at ?? at) + (tokens[position + 1]?.text.length ?? text.length),
    );
    return expressionError(`Syntax error; token: "${text}", near: "${near.trim()}"`);
  };
  const take = (text: string): boolean => {
    const { kind: found, text: word } = peek();
    const matches = found === 'word' ? word.toUpperCase() === text : found === 'symbol' && word === text;
    if (matches) position += 1;
    return matches;
  };
  return {
    peek,
    next() {
      const token = peek();
      position += 1;
      return token;
    },
    take,
    expect(text) {
      if (!take(text)) throw syntaxError();
    },
    expectEnd() {
      if (peek().kind !== 'end') throw syntaxError();
    },
    isCall: () => peek().kind === 'word' && tokens[position + 1]?.text === '(',
    syntaxError,
    expressionError,
  };
}

function split(expression: string, expressionError: (message: string) => AwsServiceError): readonly Token[] {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(expression);
    if (match === null) {
      const rest = expression.slice(from).trimStart();
      throw expressionError(`Syntax error; token: "${rest.charAt(0)}", near: "${rest.slice(0, 10)}"`);
    }
    const group = match.slice(1).findIndex((text) => text !== undefined);
    const text = match[group + 1] ?? '';
    tokens.push({ kind: KINDS[group] ?? 'symbol', text, at: TOKEN.lastIndex - text.length });
  }
  return tokens;
}

function levelsOf(tokens: readonly Token[]): number {
  let level = 0;
  let deepest = 0;
  for (const { text } of tokens) {
    if (text === '(') level += 1;
    else if (text === ')') level -= 1;
    deepest = Math.max(deepest, level);
  }
  return deepest;
}
