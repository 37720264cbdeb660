import { isJsonObject, type JsonObject, type JsonValue, setField } from '../json.ts';
import { PERSON_OBJECT_TYPES } from './field-rules.ts';
import { kindOfField } from './match-field.ts';
import { REDACTED, redactText, secretForms } from './redact-text.ts';

/** What to remove in addition to fields with sensitive names. */
export interface RedactOptions {
  /** Values that must not appear anywhere, in a list that does not change. Ignores those shorter than 4 characters, which would mask ordinary words. */
  readonly secretValues: readonly string[];
}

/** What to remove below a field: fields with sensitive names, all that a container does not keep, or everything. */
type Within = 'open' | 'container' | 'secret';

// Deeper than any real reply, and shallow enough for the stack.
const MAX_DEPTH = 64;

/**
 * Removes secrets, card and bank data, and personal data from a value before it is stored or logged.
 *
 * Uses field names (`field-rules.ts`) and content: secret values, card numbers (13 to 19 digits that pass the Luhn check),
 * e-mail addresses, tokens, and JSON inside strings. The structure stays, and each removed value becomes `[redacted]`.
 * Booleans, null and the empty string stay, because they reveal only whether there was a value.
 */
export function redact(value: JsonValue, options: RedactOptions): JsonValue {
  return redactValue(value, secretForms(options.secretValues), 'open', 0);
}

function redactValue(value: JsonValue, secrets: readonly string[], within: Within, depth: number): JsonValue {
  if (value === null || typeof value === 'boolean' || value === '') return value;
  if (depth > MAX_DEPTH) return REDACTED;
  if (isJsonObject(value)) return redactObject(value, secrets, within, depth);
  if (typeof value === 'object') return value.map((item) => redactValue(item, secrets, within, depth + 1));
  if (within !== 'open') return REDACTED;
  if (typeof value === 'string') return redactString(value, secrets, depth);
  const text = String(value);
  return redactText(text, secrets) === text ? value : REDACTED;
}

function redactObject(object: JsonObject, secrets: readonly string[], within: Within, depth: number): JsonObject {
  const isPerson = isAboutPerson(object);
  const redacted: Record<string, JsonValue> = {};
  for (const name of Object.keys(object)) {
    const value = object[name] as JsonValue;
    const below = withinField(name, value, within, isPerson);
    setField(redacted, redactText(name, secrets), redactValue(value, secrets, below, depth + 1));
  }
  return redacted;
}

function withinField(name: string, value: JsonValue, within: Within, isPerson: boolean): Within {
  const { isSecret, isSensitive, isContainer, isPersonName, isKept } = kindOfField(name);
  if (within === 'secret' || isSecret) return 'secret';
  const nested = typeof value === 'object';
  if (nested && isContainer) return 'container';
  if (isSensitive) return nested ? 'container' : 'secret';
  if (isPerson && !nested && isPersonName) return 'secret';
  if (within === 'container') return !nested && isKept ? 'open' : 'container';
  return 'open';
}

function isAboutPerson(object: JsonObject): boolean {
  const attributes = object.attributes;
  if (isJsonObject(attributes) && PERSON_OBJECT_TYPES.some((type) => type === attributes.type)) return true;
  return Object.keys(object).some((name) => kindOfField(name).marksPerson);
}

function redactString(text: string, secrets: readonly string[], depth: number): string {
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.stringify(redactValue(JSON.parse(text), secrets, 'open', depth + 1));
    } catch {
      // Not JSON, or truncated: the text rules below still find its fields.
    }
  }
  return redactText(text, secrets);
}
