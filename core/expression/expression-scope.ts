/** What an expression is evaluated over, by the names at its root. */
export const EXPRESSION_SCOPES = {
  /** As `when` and `select` are. */
  order: ['order', 'results', 'facts'],
  /** The reply of an endpoint. */
  reply: ['status', 'headers', 'body'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The name of what an expression is evaluated over. */
export type ExpressionScope = keyof typeof EXPRESSION_SCOPES;
