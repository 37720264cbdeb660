import { isSensitiveField } from './is-sensitive-field.ts';

const NAME = /(?<![\w.-])(?<name>[\w.-]{1,64}):[ \t]{1,4}|(?<![\w.:/-])(?<tight>[\w.-]{1,64}):(?![/\s])/g;

// Words that begin what a message says of a field, and are no value of it. Names of persons that are such words begin with
// a capital letter.
const WORDS_OF_MESSAGES = [
  'a|an|the|it|its|this|that|is|are|was|has|have|does|can|cannot|could|only|already|as|in|of|to|for|by|or|and|no|not|none',
  'null|undefined|true|false|string|number|boolean|object|array|value|field|format|see|use|send|set|give|put|try|ask|name',
  '[Ii]nvalid|[Mm]issing|[Rr]equired|[Ee]xpected|[Uu]nexpected|[Uu]nknown|[Uu]nsupported|[Uu]nrecognized|[Mm]alformed',
  '[Ee]mpty|[Ee]xpired|[Ff]ound|[Mm]ust|[Ss]hould|[Tt]oo|[Ww]rong|[Ii]ncorrect|[Ff]ailed|[Dd]enied|[Rr]efused|[Pp]lease',
].join('|');

// `Bearer` and `Basic` are followed by the secret itself, which is known by its shape.
const VALUE = `(?!(?:Bearer|Basic|${WORDS_OF_MESSAGES})(?:[\\s.,;:!?)]|$))[^\\s"'<>]*[^\\s"'<>,;.()[\\]{}]`;

/**
 * Masks the values that stand in running text behind the name of a sensitive field and a colon: `password: hunter2`.
 *
 * A value ends at white space or a quote. Looks at each character a bounded number of times.
 */
export function maskNamedValues(text: string, mask: string): string {
  const value = new RegExp(VALUE, 'y');
  const parts: string[] = [];
  let end = 0;
  for (const { 0: head, groups, index } of text.matchAll(NAME)) {
    if (index < end || !isSensitiveField(groups?.name ?? groups?.tight ?? '')) continue;
    value.lastIndex = index + head.length;
    if (!value.test(text)) continue;
    parts.push(text.slice(end, index), head, mask);
    end = value.lastIndex;
  }
  return [...parts, text.slice(end)].join('');
}
