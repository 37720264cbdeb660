/**
 * Nothing could evaluate the expression, which says nothing about it: a later attempt may succeed.
 *
 * Has its own file, so that a function that only catches it loads nothing else.
 */
export class EvaluationUnavailable extends Error {
  override readonly name = 'EvaluationUnavailable';
}
