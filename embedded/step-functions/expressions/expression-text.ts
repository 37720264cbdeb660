const wrapped = /^\{%([\s\S]*)%\}$/;

/** The JSONata source inside `{% … %}`, trimmed, or undefined for a plain string. */
export function expressionText(value: unknown): string | undefined {
  return typeof value === 'string' ? wrapped.exec(value)?.[1]?.trim() : undefined;
}
