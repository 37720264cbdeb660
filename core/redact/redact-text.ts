import { type Beginnings, beginningsOf } from './beginnings.ts';
import { maskCardNumbers } from './card-numbers.ts';
import { PERSON_OBJECT_TYPES } from './field-rules.ts';
import { maskIbans } from './ibans.ts';
import { isPrivateParameter, isSensitiveField } from './match-field.ts';

/** The replacement for a removed value. */
export const REDACTED = '[redacted]';

/** A rule for free text. It visits each character a bounded number of times, because replies of a megabyte pass through here. */
interface TextRule {
  /** Every text that the rule changes has one of these ASCII characters. */
  readonly marks: string;
  /** Every text that the rule changes has a match. Most texts have none, and are not searched further. */
  readonly sign: RegExp;
  mask(text: string): string;
}

// Letters of any alphabet (RFC 6531), also percent-encoded. A match that starts within a run of them would be quadratic.
const EMAIL =
  /(?<![\p{L}\p{M}\p{N}_.+-])(?<!%(?=[89a-f][0-9a-f]))(?:[\p{L}\p{M}\p{N}_.+-]|%[89a-f][0-9a-f])+(?:@|%40)(?:[\p{L}\p{M}\p{N}_-]|%[89a-f][0-9a-f])+(?:\.(?:[\p{L}\p{M}\p{N}_-]|%[89a-f][0-9a-f])+)+/giu;

// SOQL over the records of people: their `Name`, also of a related record, is a person's.
const PERSON_QUERY = new RegExp(`\\bFROM\\s+(?:${PERSON_OBJECT_TYPES.join('|')})\\b`, 'i');
const NAME_IN_QUERY = /(?<head>\bName\s?=\s?')(?:[^'\\]|\\.)+/gi;

// The quotes of a text in JSON in JSON: all have the same backslashes, and a quote in the text has more.
const ESCAPED_TEXT =
  /(?<head>(?<!\\)(?<escape>\\{1,15})"(?<name>[^"\\]{1,64})\k<escape>"\s{0,8}:\s{0,8}\k<escape>")(?<value>(?:[^"\\]|(?!\k<escape>")\\+"?)+)/g;
const ESCAPED_NUMBER =
  /(?<head>(?<!\\)(?<escape>\\{1,15})"(?<name>[^"\\]{1,64})\k<escape>"\s{0,8}:\s{0,8})(?<value>-?\d[\d.]*)/g;

const RULES: readonly TextRule[] = [
  // A name and its value.
  fieldRule('"', /"/, /(?<head>"(?<name>[^"\\]{1,64})"\s*:\s*")(?<value>(?:[^"\\]|\\.)+)/g),
  fieldRule('"', /"/, /(?<head>"(?<name>[^"\\]{1,64})"\s*:\s*)(?<value>-?\d[\d.]*)/g),
  // JSON in a text in JSON, as of an echoed body, at any depth.
  {
    marks: '\\',
    sign: /\\"/,
    mask: (text) =>
      text
        .replace(ESCAPED_TEXT, (whole: string, head: string, _escape, name: string) => maskField(whole, head, name))
        .replace(ESCAPED_NUMBER, (whole: string, head: string, _escape, name: string) => maskField(whole, head, name)),
  },
  fieldRule("'", /'/, /(?<head>(?<![\w.-])(?<name>[\w.-]{1,64}) ?[=:] ?')(?<value>(?:[^'\\]|\\.)+)/g),
  fieldRule('"', /"/, /(?<head>(?<![\w.-])(?<name>[\w.-]{1,64}) ?[=:] ?")(?<value>(?:[^"\\]|\\.)+)/g),
  fieldRule('=', /=/, /(?<head>(?<![\w.-])(?<name>[\w.-]{1,64})=)(?<value>[^\s&;,"'<>]+)/g),
  fieldRule('<', /<\//, /(?<head><(?:\w{1,32}:)?(?<name>[\w.-]{1,64})(?:\s[^<>]*)?>)(?<value>[^<]+)(?=<\/)/g),
  fieldRule(
    '<',
    /<!\[CDATA\[/,
    /(?<head><(?:\w{1,32}:)?(?<name>[\w.-]{1,64})(?:\s[^<>]*)?>\s{0,16}<!\[CDATA\[)(?<value>(?:[^\]]|\](?!\]>))+)/g,
  ),
  // A parameter of a URL, or of a form.
  {
    marks: '=',
    sign: /=/,
    mask: (text) =>
      text.replace(/(?<head>(?:[?&]|&amp;)(?<name>[\w.-]{1,64})=)(?<value>[^\s&;,"'<>#]+)/g, maskParameter),
  },
  {
    marks: "'",
    sign: /'/,
    mask: (text) => (PERSON_QUERY.test(text) ? text.replace(NAME_IN_QUERY, `$<head>${REDACTED}`) : text),
  },
  { marks: ':', sign: /:/, mask: (text) => maskNamedValues(text, REDACTED) },
  // Credentials in a URL.
  shapeRule('@', /@/, /(?<=:\/\/)[^\s/?#@]+@/g, `${REDACTED}@`),
  shapeRule(' ', /[rc] /i, /\b(Bearer|Basic) +[\w.~+/=-]{6,}/gi, `$1 ${REDACTED}`),
  // A JSON Web Token: its header is JSON, and `{"` is `eyJ` in base64.
  shapeRule('J', /eyJ/, /(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g, REDACTED),
  shapeRule('@%', /@|%40/, EMAIL, REDACTED),
  // A private key, also one that was cut off.
  shapeRule(
    'K',
    /PRIVATE KEY-----/,
    /-----BEGIN [A-Z ]{0,24}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,24}PRIVATE KEY-----)?/g,
    REDACTED,
  ),
  // Keys that say what they are: of AWS, Standard Webhooks, Stripe, Slack, GitHub and Google.
  shapeRule('I', /A[KS]IA/, /(?<![A-Za-z0-9])A[KS]IA[0-9A-Z]{16}(?![A-Za-z0-9])/g, REDACTED),
  shapeRule('w', /whs/, /(?<![A-Za-z0-9])whs(?:ec|k)_[\w+/=-]{16,}/g, REDACTED),
  shapeRule('_', /_live_|_test_/, /(?<![A-Za-z0-9])[spr]k_(?:live|test)_\w{8,}/g, REDACTED),
  shapeRule('x', /xox/, /(?<![A-Za-z0-9])xox[abeoprs]-[\w-]{10,}/g, REDACTED),
  shapeRule('g', /gh/, /(?<![A-Za-z0-9])(?:gh[oprsu]_|github_pat_)\w{20,}/g, REDACTED),
  shapeRule('z', /AIza/, /(?<![\w-])AIza[\w-]{35}/g, REDACTED),
  // A phone number with its country. A national one looks like any other number.
  shapeRule('+%', /\+|%2B/, /(?<![\w+.%-])(?:\+|%2B)\d{1,3}(?:[ ./()-]{0,2}\d){6,12}(?!\d)/g, REDACTED),
  { marks: '0123456789', sign: /[A-Z]{2}\d{2}/, mask: (text) => maskIbans(text, REDACTED) },
];

/** For each ASCII character the rules that have it as a mark, as bits. */
const RULES_BY_MARK = new Uint32Array(128);
for (const [index, { marks }] of RULES.entries())
  for (const mark of marks) {
    const code = mark.charCodeAt(0);
    RULES_BY_MARK[code] = (RULES_BY_MARK[code] ?? 0) | (1 << index);
  }

function fieldRule(marks: string, sign: RegExp, pattern: RegExp): TextRule {
  return { marks, sign, mask: (text) => text.replace(pattern, maskField) };
}

function shapeRule(marks: string, sign: RegExp, pattern: RegExp, replacement: string): TextRule {
  return { marks, sign, mask: (text) => text.replace(pattern, replacement) };
}

/** Masks what the rules find. Which of them could is known after one look at each character, which is all that most texts need. */
function applyRules(text: string): string {
  let possible = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < RULES_BY_MARK.length) possible |= RULES_BY_MARK[code] ?? 0;
  }
  let masked = text;
  for (let index = 0; possible !== 0; index += 1, possible >>>= 1) {
    const rule = RULES[index];
    if ((possible & 1) === 1 && rule?.sign.test(masked)) masked = rule.mask(masked);
  }
  return masked;
}

/**
 * Masks secrets and personal data in free text, by their form and by the field names in front of them.
 *
 * Does not find names of people, and phone numbers without a country, that have no field name.
 *
 * @param secrets spellings of the secret values, longest first; see `secretForms`
 */
export function redactText(text: string, secrets: readonly string[]): string {
  return maskCardNumbers(applyRules(maskSecrets(text, secrets)), REDACTED);
}

const beginningsOfForms = new WeakMap<readonly string[], Beginnings>();

/** Masks secret values only; see `redactText`. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  if (secrets.length === 0) return text;
  let beginnings = beginningsOfForms.get(secrets);
  if (beginnings === undefined) {
    beginnings = beginningsOf(secrets);
    beginningsOfForms.set(secrets, beginnings);
  }
  if (!beginnings.mayBeIn(text)) return text;
  let rest = text;
  for (const secret of secrets)
    if (rest.length >= secret.length && rest.includes(secret)) rest = rest.replaceAll(secret, REDACTED);
  return rest;
}

function maskField(whole: string, head: string, name: string): string {
  return isSensitiveField(name) ? `${head}${REDACTED}` : whole;
}

function maskParameter(whole: string, head: string, name: string): string {
  return isPrivateParameter(name) ? `${head}${REDACTED}` : whole;
}

const NAME =
  /(?<![\w.-])(?<name>[\w.-]{1,64}):(?:[ \t]{1,4}|[ \t]{0,4}\r?\n[ \t]{1,16}(?![\w.-]{1,64}:))|(?<![\w.:/-])(?<tight>[\w.-]{1,64}):(?![/\s])/g;

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
  NAME.lastIndex = 0;
  for (let found = NAME.exec(text); found !== null; found = NAME.exec(text)) {
    const { 0: head, groups, index } = found;
    if (index < end || !isSensitiveField(groups?.name ?? groups?.tight ?? '')) continue;
    VALUE.lastIndex = index + head.length;
    if (!VALUE.test(text)) continue;
    parts.push(text.slice(end, index), head, mask);
    end = VALUE.lastIndex;
  }
  return parts.length === 0 ? text : [...parts, text.slice(end)].join('');
}

// Of a shorter text in base64 too little is certain: the characters at its ends depend on what stands beside it.
const MIN_ENCODED_BYTES = 8;

function encodedForms(secret: string): readonly string[] {
  const bytes = new TextEncoder().encode(secret);
  if (bytes.length < MIN_ENCODED_BYTES) return [];
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = btoa(String.fromCharCode(...new Uint8Array(offset), ...bytes));
    // Three bytes are four characters: cut those that hold bits of a neighbour.
    return encoded.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + bytes.length) * 4) / 3));
  });
  const base64Url = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  return [hex, hex.toUpperCase(), ...base64, ...base64Url];
}

// Shorter values would mask ordinary words and digits everywhere.
const MIN_SECRET_LENGTH = 4;

const formsOf = new WeakMap<readonly string[], readonly string[]>();

/**
 * Lists the spellings in which secret values may appear in a record: plain, percent-encoded, form-encoded, escaped in JSON, in
 * base64 (also as a part of a longer text), and in hex.
 *
 * The longest comes first, so that a secret that contains another is masked as a whole. The list is kept for as long as
 * `secretValues`, because the parts of a record are redacted one by one.
 */
export function secretForms(secretValues: readonly string[]): readonly string[] {
  if (secretValues.length === 0) return secretValues;
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
      ...encodedForms(secret),
    ]);
  const sorted = [...new Set(forms)].sort((one, other) => other.length - one.length);
  formsOf.set(secretValues, sorted);
  return sorted;
}
