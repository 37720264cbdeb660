import { isSensitiveField } from './is-sensitive-field.ts';
import { maskCardNumbers } from './mask-card-numbers.ts';

/** What stands in place of a value that was removed. */
export const REDACTED = '[redacted]';

// A name and its value inside free text. Every pattern looks at each character a bounded number of times, since a
// partner's reply of a megabyte passes through here.
const FIELDS_IN_TEXT: readonly RegExp[] = [
  /(?<head>"(?<name>[^"\\]{1,64})"\s*:\s*")(?<value>(?:[^"\\]|\\.)+)/g,
  /(?<head>"(?<name>[^"\\]{1,64})"\s*:\s*)(?<value>-?\d[\d.]*)/g,
  /(?<head>(?<![\w.-])(?<name>[\w.-]{1,64}) ?= ?')(?<value>(?:[^'\\]|\\.)+)/g,
  /(?<head>(?<![\w.-])(?<name>[\w.-]{1,64}) ?= ?")(?<value>(?:[^"\\]|\\.)+)/g,
  /(?<head>(?<![\w.-])(?<name>[\w.-]{1,64})=)(?<value>[^\s&;,"'<>]+)/g,
  /(?<head><(?:\w{1,32}:)?(?<name>[\w.-]{1,64})(?:\s[^<>]*)?>)(?<value>[^<]+)(?=<\/)/g,
];

const SHAPES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // Credentials in a URL.
  [/(?<=:\/\/)[^\s/?#@]+@/g, `${REDACTED}@`],
  [/\b(Bearer|Basic) +[\w.~+/=-]{6,}/gi, `$1 ${REDACTED}`],
  // A JSON Web Token: its header is JSON, and `{"` is `eyJ` in base64.
  [/(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g, REDACTED],
  [/(?<![\w.+-])[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/gi, REDACTED],
];

/**
 * Masks secrets and personal data in free text, by content and by the field names that stand in it.
 *
 * Names of persons and phone numbers that stand in free text without a field name are not found.
 *
 * @param secrets the spellings of the secret values, longest first; see `secretForms`
 */
export function redactText(text: string, secrets: readonly string[]): string {
  const withoutSecrets = secrets.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
  const withoutFields = FIELDS_IN_TEXT.reduce((rest, pattern) => rest.replace(pattern, maskField), withoutSecrets);
  const withoutShapes = SHAPES.reduce((rest, [pattern, mask]) => rest.replace(pattern, mask), withoutFields);
  return maskCardNumbers(withoutShapes, REDACTED);
}

function maskField(whole: string, head: string, name: string): string {
  return isSensitiveField(name) ? `${head}${REDACTED}` : whole;
}
