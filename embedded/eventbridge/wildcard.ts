/** The literal parts of a wildcard pattern; between two parts anything may stand. */
export type WildcardParts = readonly string[];

/**
 * Reads a pattern with `*` for any text; `\*` and `\\` stand for the character itself.
 *
 * @returns undefined for two `*` in a row or another escape, as EventBridge refuses them
 */
export function parseWildcard(pattern: string): WildcardParts | undefined {
  const tokens = pattern.match(/\\[*\\]|[^\\]/gsu) ?? [];
  if (tokens.join('') !== pattern || /(?<!\\)(\\\\)*\*\*/.test(pattern)) return undefined;
  const parts = [''];
  for (const token of tokens) {
    if (token === '*') parts.push('');
    else parts.push(`${parts.pop() ?? ''}${token.length > 1 && token.startsWith('\\') ? token.slice(1) : token}`);
  }
  return parts;
}

/** Tells whether a text consists of the parts with anything between; takes time linear in the text. */
export function matchWildcard(parts: WildcardParts, text: string): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let position = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return position <= text.length - last.length;
}
