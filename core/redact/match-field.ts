import {
  CARD_FIELDS,
  type FieldTerms,
  KEPT_IN_CONTAINERS,
  PAYMENT_FIELDS,
  PERSON_NAME_FIELDS,
  PERSONAL_FIELDS,
  SECRET_FIELDS,
  SECRET_OPTIONS,
  SECRET_PARAMETERS,
  SENSITIVE_CONTAINERS,
} from './field-rules.ts';
import { REFERENCE_FIELDS } from './reference-fields.ts';

/** Most bodies repeat the same few field names, but a partner can send any number of others. */
const MAX_CACHED_NAMES = 5_000;
const MAX_CACHED_LENGTH = 64;

/** What the name of a field says about its value. */
export interface FieldKind {
  /** A credential, or anything that works as one. */
  readonly isSecret: boolean;
  /** A secret, card or bank data, or personal data in any object. */
  readonly isSensitive: boolean;
  /** An object with this name is about one person, card or bank account. */
  readonly isContainer: boolean;
  /** An object that has this field is about a person. */
  readonly marksPerson: boolean;
  /** In an object about a person, the field is the person's name. */
  readonly isPersonName: boolean;
  /** A sensitive container keeps it. */
  readonly isKept: boolean;
  /** An id, a reference, a date, a type or a status. */
  readonly isReference: boolean;
}

/** Returns what the name of a field says about its value, however the name is spelled. */
export const kindOfField = cached((name): FieldKind => {
  const words = wordsOf(name);
  const isSecret = matches(words, indexOf(SECRET_FIELDS));
  const isPersonal = matches(words, indexOf(PERSONAL_FIELDS));
  const isContainer = matches(words, indexOf(SENSITIVE_CONTAINERS));
  return {
    isSecret,
    isSensitive:
      isSecret || isPersonal || matches(words, indexOf(CARD_FIELDS)) || matches(words, indexOf(PAYMENT_FIELDS)),
    isContainer,
    marksPerson: isPersonal || isContainer,
    isPersonName: matches(words, indexOf(PERSON_NAME_FIELDS)),
    isKept: matches(words, indexOf(KEPT_IN_CONTAINERS)),
    isReference: matches(words, indexOf(REFERENCE_FIELDS)),
  };
});

/** Returns whether a field of this name holds a secret, card or bank data, or personal data in any object. */
export function isSensitiveField(name: string): boolean {
  return kindOfField(name).isSensitive;
}

/** Returns whether a key of a tenant file names a secret. */
export function isSecretOption(name: string): boolean {
  return matchField(name, SECRET_FIELDS, SECRET_OPTIONS);
}

/** Returns whether a query parameter of this name holds a secret. */
export const isSecretParameter = cached((name) => matchField(name, SECRET_FIELDS, SECRET_PARAMETERS));

/**
 * Returns whether a query parameter of this name holds a secret, card or bank data, or personal data. In a URL, `name` is
 * usually what somebody searches for: a person.
 */
export const isPrivateParameter = cached(
  (name) => isSensitiveField(name) || isSecretParameter(name) || matchField(name, PERSON_NAME_FIELDS),
);

/** Returns whether a field name matches a term of one of the lists, however the name is spelled. */
export function matchField(name: string, ...lists: readonly FieldTerms[]): boolean {
  const words = wordsOf(name);
  return lists.some((list) => matches(words, indexOf(list)));
}

/** Splits a field name into words in lower case, without a trailing number and Salesforce's `__c` and `__pc`. */
export const fieldWords = cached((name): readonly string[] =>
  name
    .replace(/__p?c$/i, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/\d+$/, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== ''),
);

/** The words of a field name, joined: all of them, and from each word to the last. */
interface FieldWords {
  readonly whole: string;
  /** All of them, with the trailing number. */
  readonly numbered: string;
  readonly endings: readonly string[];
}

function wordsOf(name: string): FieldWords {
  const words = fieldWords(name);
  return {
    whole: words.join(''),
    numbered: words.join('') + (/\d+$/.exec(name)?.[0] ?? ''),
    endings: words.map((_, start) => words.slice(start).join('')),
  };
}

interface TermIndex {
  readonly ends: ReadonlySet<string>;
  readonly exact: ReadonlySet<string>;
  readonly anywhere: readonly string[];
}

const indexes = new WeakMap<FieldTerms, TermIndex>();

function indexOf(terms: FieldTerms): TermIndex {
  const known = indexes.get(terms);
  if (known !== undefined) return known;
  const { ends, exact, anywhere = [] } = terms;
  const index = { ends: new Set(ends), exact: new Set(exact), anywhere };
  indexes.set(terms, index);
  return index;
}

function matches({ endings, numbered, whole }: FieldWords, { ends, exact, anywhere }: TermIndex): boolean {
  return (
    exact.has(whole) ||
    exact.has(numbered) ||
    endings.some((ending) => ends.has(ending)) ||
    anywhere.some((term) => whole.includes(term))
  );
}

/** Returns a function that caches its results for names of usual length. */
export function cached<Result>(compute: (name: string) => Result): (name: string) => Result {
  const results = new Map<string, Result>();
  return (name) => {
    const known = results.get(name);
    if (known !== undefined) return known;
    const result = compute(name);
    if (name.length > MAX_CACHED_LENGTH) return result;
    if (results.size >= MAX_CACHED_NAMES) results.clear();
    results.set(copyOf(name), result);
    return result;
  };
}

/** Copies a name that was cut out of a text. V8 keeps the whole text in memory for as long as such a part of it. */
function copyOf(name: string): string {
  return Array.from(name).join('');
}
