/** One mistake in an order. */
export interface OrderProblem {
  /** Where, e.g. `orderItems[0].quantity`; empty for the body as a whole. */
  readonly path: string;
  /** What was expected and what was found. */
  readonly message: string;
}
