import { createEvaluateApart } from '../../../core/expression/apart/evaluate-apart.ts';
import { isBounded } from '../../../core/expression/is-bounded.ts';
import { evaluateJsonata, type Jsonata } from '../../../core/expression/jsonata.ts';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { parseStatesExpression, STATES_PROGRAM } from './states-program.ts';

const EXPRESSION = /^\{%([\s\S]*)%\}$/;

/** Returns the JSONata source inside `{% … %}`, trimmed; undefined for any other value. */
export function expressionText(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith('{%') ? EXPRESSION.exec(value)?.[1]?.trim() : undefined;
}

/** A compiled expression, which can be evaluated any number of times. */
export interface CompiledExpression {
  readonly source: string;
  readonly parsed: Jsonata;
  readonly isBounded: boolean;
}

/**
 * Compiles a JSONata expression.
 *
 * @throws the parser's error, with `code`, `position` and `message`.
 */
export function compileExpression(source: string): CompiledExpression {
  const parsed = parseStatesExpression(source);
  return { source, parsed, isBounded: isBounded(parsed.ast()) };
}

const evaluateApart = createEvaluateApart(STATES_PROGRAM);

/**
 * Evaluates an expression; returns undefined when it has no result. One whose work may grow faster than its input is
 * evaluated in another process, so that it blocks no other execution.
 *
 * @param variables variables by name, `states` among them.
 * @throws EvaluationFailed it failed, or took too long.
 */
export function evaluateExpression(
  { isBounded, parsed, source }: CompiledExpression,
  variables: JsonObject,
): Promise<JsonValue | undefined> {
  return isBounded ? evaluateJsonata(parsed, source, { variables }) : evaluateApart(source, variables);
}
