/**
 * An expression could not be parsed or evaluated. The message holds the expression and what is wrong with it.
 *
 * It is apart from `expression.ts`, so that a function that only recognises it does not load JSONata.
 */
export class ExpressionInvalid extends Error {
  override readonly name = 'ExpressionInvalid';
}
