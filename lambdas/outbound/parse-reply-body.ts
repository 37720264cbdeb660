import type { JsonValue } from '../../core/json.ts';

/**
 * A reply's body as a plugin sees it: JSON when the reply says so or is an object or array, else text; null when empty.
 *
 * A reply that says JSON and is none stays text.
 */
export function parseReplyBody(text: string, contentType: string | undefined): JsonValue {
  if (text === '') return null;
  const saysJson = /^\s*[\w.-]+\/([\w.-]+\+)?json\b/i.test(contentType ?? '');
  if (!saysJson && !/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
