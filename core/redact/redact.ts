import { isJsonObject, type JsonArray, type JsonObject, type JsonValue, setField } from '../json.ts';
import { PERSON_OBJECT_TYPES } from './field-rules.ts';
import type { TextMask } from './mask-personal.ts';
import { cached, type FieldKind, kindOfField } from './match-field.ts';
import { maskSecrets, REDACTED, redactText, secretForms } from './redact-text.ts';

/** What to remove in addition to fields with sensitive names. */
export interface RedactOptions {
  /** Values that must not appear anywhere, in a list that does not change. Ignores those shorter than 4 characters, which would mask ordinary words. */
  readonly secretValues: readonly string[];
}

/** What to remove below a field: fields with sensitive names, all that a container does not keep, or everything. */
type Within = 'open' | 'container' | 'secret';

/** What to remove from every text. */
interface TextRules {
  /** See `secretForms`. */
  readonly secrets: readonly string[];
  readonly mask: TextMask | undefined;
}

// Deeper than any real reply, and shallow enough for the stack.
const MAX_DEPTH = 64;

/** An integer below this has fewer digits than a card number, and nothing else in a number is personal. */
const SHORT_NUMBER = 1e12;

/**
 * Removes secrets, card and bank data, and personal data from a value before it is stored or logged.
 *
 * Uses field names (`field-rules.ts`) and content: secret values, card numbers (13 to 19 digits that pass the Luhn check),
 * e-mail addresses, tokens, and JSON inside strings. The structure stays, and each removed value becomes `[redacted]`.
 * Booleans, null and the empty string stay, because they reveal only whether there was a value.
 *
 * @param mask applied to every text after that, but not to names of fields. @default none
 * @returns a copy, which later changes of the value do not reach
 */
export function redact(value: JsonValue, options: RedactOptions, mask?: TextMask): JsonValue {
  return redactValue(value, { secrets: secretForms(options.secretValues), mask }, 'open', 0);
}

function redactValue(value: JsonValue, rules: TextRules, within: Within, depth: number): JsonValue {
  if (value === null || typeof value === 'boolean' || value === '') return value;
  if (depth > MAX_DEPTH) return removed(rules);
  if (typeof value === 'object') return redactNested(value, rules, within, depth);
  if (within !== 'open') return removed(rules);
  if (typeof value === 'string') return redactString(value, rules, depth);
  if (rules.secrets.length === 0 && Number.isInteger(value) && Math.abs(value) < SHORT_NUMBER) return value;
  const text = String(value);
  return redactText(text, rules.secrets) === text ? value : removed(rules);
}

function removed({ mask }: TextRules): string {
  return mask === undefined ? REDACTED : mask(REDACTED);
}

function redactNested(value: JsonObject | JsonArray, rules: TextRules, within: Within, depth: number): JsonValue {
  if (isJsonObject(value)) return redactObject(value, rules, within, depth);
  const redacted: JsonValue[] = [];
  for (const item of value) redacted.push(redactValue(item, rules, within, depth + 1));
  return redacted;
}

function redactObject(object: JsonObject, rules: TextRules, within: Within, depth: number): JsonObject {
  // A copy whose fields are replaced keeps its shape, and costs half of one that is made field by field.
  const redacted: Record<string, JsonValue> = { ...object };
  let isPerson: boolean | undefined;
  for (const name in redacted) {
    const field = fieldOf(name);
    if (field.plainName !== name || maskSecrets(name, rules.secrets) !== name)
      return withRedactedNames(object, rules, within, depth);
    const value = redacted[name] as JsonValue;
    if (field.isPersonName) isPerson ??= isAboutPerson(object);
    const kept = redactValue(value, rules, withinField(field, value, within, isPerson ?? false), depth + 1);
    if (kept !== value) redacted[name] = kept;
  }
  return redacted;
}

function withRedactedNames(object: JsonObject, rules: TextRules, within: Within, depth: number): JsonObject {
  const isPerson = isAboutPerson(object);
  const redacted: Record<string, JsonValue> = {};
  for (const name of Object.keys(object)) {
    const value = object[name] as JsonValue;
    const below = withinField(fieldOf(name), value, within, isPerson);
    setField(redacted, redactText(name, rules.secrets), redactValue(value, rules, below, depth + 1));
  }
  return redacted;
}

/** A field by its name. */
interface Field extends FieldKind {
  /** What remains of the name if it has no secret value. */
  readonly plainName: string;
}

const fieldOf = cached((name): Field => ({ ...kindOfField(name), plainName: redactText(name, []) }));

function withinField(field: Field, value: JsonValue, within: Within, isPerson: boolean): Within {
  const { isSecret, isSensitive, isContainer, isPersonName, isKept } = field;
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

function redactString(text: string, rules: TextRules, depth: number): string {
  const redacted = redactJsonOrText(text, rules.secrets, depth);
  return rules.mask === undefined ? redacted : rules.mask(redacted);
}

function redactJsonOrText(text: string, secrets: readonly string[], depth: number): string {
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.stringify(redactValue(JSON.parse(text), { secrets, mask: undefined }, 'open', depth + 1));
    } catch {
      // Not JSON, or truncated: the text rules below still find its fields.
    }
  }
  return redactText(text, secrets);
}
