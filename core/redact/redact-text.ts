import { maskCardNumbers } from './card-numbers.ts';
import { PERSON_OBJECT_TYPES } from './field-rules.ts';
import { isSecretParameter, isSensitiveField } from './match-field.ts';

/** The replacement for a removed value. */
export const REDACTED = '[redacted]';

/** A rule for free text. It visits each character a bounded number of times, because replies of a megabyte pass through here. */
interface TextRule {
  /** Every text that the rule changes contains one of these. Most texts contain none, and are not searched further. */
  readonly signs: readonly string[];
  mask(text: string): string;
}

// Letters of any alphabet (RFC 6531), also percent-encoded. A match that starts within a run of them would be quadratic.
const EMAIL =
  /(?<![\p{L}\p{M}\p{N}_.+-])(?<!%(?=[89a-f][0-9a-f]))(?:[\p{L}\p{M}\p{N}_.+-]|%[89a-f][0-9a-f])+(?:@|%40)(?:[\p{L}\p{M}\p{N}_-]|%[89a-f][0-9a-f])+(?:\.(?:[\p{L}\p{M}\p{N}_-]|%[89a-f][0-9a-f])+)+/giu;

// SOQL over the records of people: their `Name`, also of a related record, is a person's.
const PERSON_QUERY = new RegExp(`\\bFROM\\s+(?:${PERSON_OBJECT_TYPES.join('|')})\\b`, 'i');
const NAME_IN_QUERY = /(?<head>\bName\s?=\s?')(?:[^'\\]|\\.)+/gi;

const RULES: readonly TextRule[] = [
  // A name and its value.
  fieldRule(['"'], /(?<head>"(?<name>[^"\\]{1,64})"\s*:\s*")(?<value>(?:[^"\\]|\\.)+)/g),
  fieldRule(['"'], /(?<head>"(?<name>[^"\\]{1,64})"\s*:\s*)(?<value>-?\d[\d.]*)/g),
  fieldRule(["'"], /(?<head>(?<![\w.-])(?<name>[\w.-]{1,64}) ?[=:] ?')(?<value>(?:[^'\\]|\\.)+)/g),
  fieldRule(['"'], /(?<head>(?<![\w.-])(?<name>[\w.-]{1,64}) ?[=:] ?")(?<value>(?:[^"\\]|\\.)+)/g),
  fieldRule(['='], /(?<head>(?<![\w.-])(?<name>[\w.-]{1,64})=)(?<value>[^\s&;,"'<>]+)/g),
  fieldRule(['</'], /(?<head><(?:\w{1,32}:)?(?<name>[\w.-]{1,64})(?:\s[^<>]*)?>)(?<value>[^<]+)(?=<\/)/g),
  // A parameter of a URL, or of a form.
  {
    signs: ['='],
    mask: (text) =>
      text.replace(/(?<head>(?:[?&]|&amp;)(?<name>[\w.-]{1,64})=)(?<value>[^\s&;,"'<>#]+)/g, maskParameter),
  },
  {
    signs: ["'"],
    mask: (text) => (PERSON_QUERY.test(text) ? text.replace(NAME_IN_QUERY, `$<head>${REDACTED}`) : text),
  },
  { signs: [':'], mask: (text) => maskNamedValues(text, REDACTED) },
  // Credentials in a URL.
  shapeRule(['@'], /(?<=:\/\/)[^\s/?#@]+@/g, `${REDACTED}@`),
  shapeRule([' '], /\b(Bearer|Basic) +[\w.~+/=-]{6,}/gi, `$1 ${REDACTED}`),
  // A JSON Web Token: its header is JSON, and `{"` is `eyJ` in base64.
  shapeRule(['eyJ'], /(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g, REDACTED),
  shapeRule(['@', '%40'], EMAIL, REDACTED),
];

function fieldRule(signs: readonly string[], pattern: RegExp): TextRule {
  return { signs, mask: (text) => text.replace(pattern, maskField) };
}

function shapeRule(signs: readonly string[], pattern: RegExp, replacement: string): TextRule {
  return { signs, mask: (text) => text.replace(pattern, replacement) };
}

/**
 * Masks secrets and personal data in free text, by their form and by the field names in front of them.
 *
 * Does not find names of people and phone numbers without a field name.
 *
 * @param secrets spellings of the secret values, longest first; see `secretForms`
 */
export function redactText(text: string, secrets: readonly string[]): string {
  const withoutSecrets = secrets.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
  const withoutFields = RULES.reduce(
    (rest, { signs, mask }) => (signs.some((sign) => rest.includes(sign)) ? mask(rest) : rest),
    withoutSecrets,
  );
  return maskCardNumbers(withoutFields, REDACTED);
}

function maskField(whole: string, head: string, name: string): string {
  return isSensitiveField(name) ? `${head}${REDACTED}` : whole;
}

function maskParameter(whole: string, head: string, name: string): string {
  return isSecretParameter(name) ? `${head}${REDACTED}` : whole;
}

const NAME = /(?<![\w.-])(?<name>[\w.-]{1,64}):[ \t]{1,4}|(?<![\w.:/-])(?<tight>[\w.-]{1,64}):(?![/\s])/g;

// Words that, after a field name, begin a message about the field and are not its value. Those listed only in lower case may
// be names when capitalised.
const WORDS_OF_MESSAGES = [
  'a|an|the|it|its|this|that|is|are|was|has|have|does|can|cannot|could|only|already|as|in|of|to|for|by|or|and|no|not|none',
  'null|undefined|true|false|string|number|boolean|object|array|value|field|format|see|use|send|set|give|put|try|ask|name',
  '[Ii]nvalid|[Mm]issing|[Rr]equired|[Ee]xpected|[Uu]nexpected|[Uu]nknown|[Uu]nsupported|[Uu]nrecognized|[Mm]alformed',
  '[Ee]mpty|[Ee]xpired|[Ff]ound|[Mm]ust|[Ss]hould|[Tt]oo|[Ww]rong|[Ii]ncorrect|[Ff]ailed|[Dd]enied|[Rr]efused|[Pp]lease',
].join('|');

// `Bearer` and `Basic` precede the secret, which is recognised by its form.
const VALUE = new RegExp(
  `(?!(?:Bearer|Basic|${WORDS_OF_MESSAGES})(?:[\\s.,;:!?)]|$))[^\\s"'<>]*[^\\s"'<>,;.()[\\]{}]`,
  'y',
);

/**
 * Masks values that follow the name of a sensitive field and a colon in a text: `password: hunter2`.
 *
 * A value ends at white space or a quote. Visits each character a bounded number of times.
 */
function maskNamedValues(text: string, mask: string): string {
  const parts: string[] = [];
  let end = 0;
  for (const { 0: head, groups, index } of text.matchAll(NAME)) {
    if (index < end || !isSensitiveField(groups?.name ?? groups?.tight ?? '')) continue;
    VALUE.lastIndex = index + head.length;
    if (!VALUE.test(text)) continue;
    parts.push(text.slice(end, index), head, mask);
    end = VALUE.lastIndex;
  }
  return [...parts, text.slice(end)].join('');
}

// Shorter values would mask ordinary words and digits everywhere.
const MIN_SECRET_LENGTH = 4;

const formsOf = new WeakMap<readonly string[], readonly string[]>();

/**
 * Lists the spellings in which secret values may appear in a record: plain, percent-encoded, form-encoded, escaped in JSON.
 *
 * The longest comes first, so that a secret that contains another is masked as a whole. The list is kept for as long as
 * `secretValues`, because the parts of a record are redacted one by one.
 */
export function secretForms(secretValues: readonly string[]): readonly string[] {
  const known = formsOf.get(secretValues);
  if (known !== undefined) return known;
  const forms = secretValues
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .flatMap((secret) => [
      secret,
      // A lone surrogate cannot be percent-encoded and would throw.
      encodeURIComponent(secret.toWellFormed()),
      new URLSearchParams({ '': secret }).toString().slice(1),
      JSON.stringify(secret).slice(1, -1),
    ]);
  const sorted = [...new Set(forms)].sort((one, other) => other.length - one.length);
  formsOf.set(secretValues, sorted);
  return sorted;
}
