import type { Json } from './json.ts';

/** Levels that a document may nest: what the JSON reader of AWS's Java services allows by default, and far from any stack. */
export const maxNesting = 1000;

/**
 * Parses JSON text from outside.
 *
 * @throws SyntaxError when it is no JSON, RangeError when it nests deeper than {@link maxNesting}.
 */
export function parseJson(text: string): Json {
  const depth = nestingOf(text);
  if (depth > maxNesting) {
    throw new RangeError(`Expected at most ${maxNesting} levels of nesting, found ${depth}: flatten the document`);
  }
  return JSON.parse(text) as Json;
}

function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
}
