/**
 * An expression could not be parsed or evaluated. The message contains the expression and what is wrong with it.
 *
 * Has its own file, so that a function that only catches it does not load JSONata.
 */
export class ExpressionInvalid extends Error {
  override readonly name = 'ExpressionInvalid';
}
