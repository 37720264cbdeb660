/** An expression could not be parsed or evaluated; the message holds the expression and what is wrong with it. */
export class ExpressionInvalid extends Error {
  override readonly name = 'ExpressionInvalid';
}
