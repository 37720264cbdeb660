import { isSecretParameter } from './is-secret-parameter.ts';
import { isSensitiveField } from './is-sensitive-field.ts';
import { maskCardNumbers } from './card-numbers.ts';
import { maskNamedValues } from './mask-named-values.ts';

/** What stands in place of a value that was removed. */
export const REDACTED = '[redacted]';

// A name and its value inside free text. Every pattern looks at each character a bounded number of times, since a
// partner's reply of a megabyte passes through here.
const FIELDS_IN_TEXT: readonly RegExp[] = [
  /(?<head>"(?<name>[^"\\]{1,64})"\s*:\s*")(?<value>(?:[^"\\]|\\.)+)/g,
  /(?<head>"(?<name>[^"\\]{1,64})"\s*:\s*)(?<value>-?\d[\d.]*)/g,
  /(?<head>(?<![\w.-])(?<name>[\w.-]{1,64}) ?[=:] ?')(?<value>(?:[^'\\]|\\.)+)/g,
  /(?<head>(?<![\w.-])(?<name>[\w.-]{1,64}) ?[=:] ?")(?<value>(?:[^"\\]|\\.)+)/g,
  /(?<head>(?<![\w.-])(?<name>[\w.-]{1,64})=)(?<value>[^\s&;,"'<>]+)/g,
  /(?<head><(?:\w{1,32}:)?(?<name>[\w.-]{1,64})(?:\s[^<>]*)?>)(?<value>[^<]+)(?=<\/)/g,
];

// A parameter of a URL, or of a form.
const PARAMETER = /(?<head>(?:[?&]|&amp;)(?<name>[\w.-]{1,64})=)(?<value>[^\s&;,"'<>#]+)/g;

// Letters of any alphabet (RFC 6531), also percent-encoded. A start inside of a run of them would make it quadratic.
const EMAIL =
  /(?<![\p{L}\p{M}\p{N}_.+-])(?<!%(?=[89a-f][0-9a-f]))(?:[\p{L}\p{M}\p{N}_.+-]|%[89a-f][0-9a-f])+(?:@|%40)(?:[\p{L}\p{M}\p{N}_-]|%[89a-f][0-9a-f])+(?:\.(?:[\p{L}\p{M}\p{N}_-]|%[89a-f][0-9a-f])+)+/giu;

const SHAPES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // Credentials in a URL.
  [/(?<=:\/\/)[^\s/?#@]+@/g, `${REDACTED}@`],
  [/\b(Bearer|Basic) +[\w.~+/=-]{6,}/gi, `$1 ${REDACTED}`],
  // A JSON Web Token: its header is JSON, and `{"` is `eyJ` in base64.
  [/(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g, REDACTED],
  [EMAIL, REDACTED],
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
  const withoutParameters = withoutFields.replace(PARAMETER, maskParameter);
  const withoutNamed = maskNamedValues(withoutParameters, REDACTED);
  const withoutShapes = SHAPES.reduce((rest, [pattern, mask]) => rest.replace(pattern, mask), withoutNamed);
  return maskCardNumbers(withoutShapes, REDACTED);
}

function maskField(whole: string, head: string, name: string): string {
  return isSensitiveField(name) ? `${head}${REDACTED}` : whole;
}

function maskParameter(whole: string, head: string, name: string): string {
  return isSecretParameter(name) ? `${head}${REDACTED}` : whole;
}
