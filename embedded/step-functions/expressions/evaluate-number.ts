import type { Json } from '../json.ts';
import { evaluateTemplate, evaluationFailure, type Scope } from './evaluate-template.ts';

/**
 * The value of a field that takes a whole number or an expression for one.
 *
 * @throws StateFailure `States.QueryEvaluationError` when the expression gives anything else or a number out of range.
 */
export async function evaluateInteger(
  scope: Scope,
  template: Json,
  field: string,
  { min = 0, max = 99_999_999 } = {},
): Promise<number> {
  const value = await evaluateTemplate(scope, template, field);
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw evaluationFailure(
    `The field '${field}' expects an integer from ${min} to ${max}, but was ${JSON.stringify(value)}.`,
    field,
  );
}
