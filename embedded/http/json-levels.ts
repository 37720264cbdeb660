/** Far more than any item, input or definition needs, and far less than exhausts the stack. */
export const MAX_JSON_LEVELS = 1000;

/**
 * Returns how deep the objects and lists of a JSON text are nested, without parsing it. Code that calls itself for every level
 * runs out of stack after some thousands.
 */
export function jsonLevels(text: string): number {
  let level = 0;
  let deepest = 0;
  let isText = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (isText) {
      if (char === '\\') at += 1;
      else if (char === '"') isText = false;
    } else if (char === '"') isText = true;
    else if (char === '{' || char === '[') {
      level += 1;
      deepest = Math.max(deepest, level);
    } else if (char === '}' || char === ']') level -= 1;
  }
  return deepest;
}
