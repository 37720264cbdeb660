import { isEmailAddress } from '../input/email-address.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { KEPT_FIELDS, maskTexts, recordMask } from '../redact/mask-personal.ts';
import { kindOfField } from '../redact/match-field.ts';
import { redact } from '../redact/redact.ts';
import { personalMask } from './erase-json.ts';

const DATE = /^\d{4}-\d{2}-\d{2}/;

/** Digits and letters of stand-ins. Repeated ones would occur in ids and amounts, and in each other, and be masked there. */
const DIGITS = '9073164285';
const LETTERS = 'QXZJKVWYUG';

/**
 * Replaces whatever the record of a call would not have of an order by stand-ins of the same kind, so that plugins still accept it: an
 * e-mail address by one of example.invalid, digits by other digits, a date by a day of 1970, any other text by a word. Equal values have
 * equal stand-ins. Ids, references, amounts, dates, types, countries, payments and what is sold stay, also where they are repeated.
 *
 * @param keeps names of further fields, such as those that the tenant's expressions read. What is about a person is replaced all the same
 */
export function withStandIns(order: JsonObject, keeps: ReadonlySet<string>): JsonObject {
  const redacted = redact(order, { secretValues: [] });
  const recorded = maskTexts(redacted, recordMask(order));
  const isAboutPerson = personalMask([order]);
  const kept = keptTexts(order, redacted, false);
  const known = new Map<JsonValue, JsonValue>();
  const standIn = (value: string | number): JsonValue => {
    const found = known.get(value) ?? standInOf(value, known.size + 1);
    known.set(value, found);
    return found;
  };

  const walk = (value: JsonValue, clean: JsonValue, shown: JsonValue, name: string, isPerson: boolean): JsonValue => {
    if (Array.isArray(value))
      return value.map((item: JsonValue, index) =>
        walk(item, partOf(clean, index), partOf(shown, index), name, isPerson),
      );
    if (isJsonObject(value)) {
      const [cleanFields, shownFields] = [fieldsOf(clean), fieldsOf(shown)];
      return Object.fromEntries(
        Object.entries(value).map(([field, below], index) => {
          // A name that was redacted is somebody's: an address, for example.
          const key = cleanFields[index]?.[0] ?? field;
          const { isContainer, isSensitive } = kindOfField(field);
          const inPerson = isPerson || isContainer || isSensitive || field === 'owner';
          return [key, walk(below, cleanFields[index]?.[1] ?? null, shownFields[index]?.[1] ?? null, field, inPerson)];
        }),
      );
    }
    if (typeof value !== 'string' && typeof value !== 'number') return value;
    if (value === shown) return value;
    const isKept = value === clean && !isPerson && (keeps.has(name) || kept.has(value));
    return isKept && isAboutPerson(String(value)) === String(value) ? value : standIn(value);
  };
  return walk(order, redacted, recorded, '', false) as JsonObject;
}

/** Returns the texts and numbers in the fields of an order that say nothing about a person, and that redaction leaves. */
function keptTexts(value: JsonValue, clean: JsonValue, isKept: boolean): ReadonlySet<JsonValue> {
  if (Array.isArray(value))
    return new Set(value.flatMap((item: JsonValue, index) => [...keptTexts(item, partOf(clean, index), isKept)]));
  if (!isJsonObject(value)) return new Set(isKept && value === clean ? [value] : []);
  const cleanFields = fieldsOf(clean);
  return new Set(
    Object.entries(value).flatMap(([field, below], index) => [
      ...keptTexts(below, cleanFields[index]?.[1] ?? null, isKept || KEPT_FIELDS.has(field)),
    ]),
  );
}

function partOf(value: JsonValue, index: number): JsonValue {
  return Array.isArray(value) ? ((value[index] as JsonValue | undefined) ?? null) : null;
}

function fieldsOf(value: JsonValue): readonly (readonly [string, JsonValue])[] {
  return isJsonObject(value) ? Object.entries(value) : [];
}

function standInOf(value: string | number, number: number): JsonValue {
  if (typeof value === 'number') return 0;
  if (isEmailAddress(value.trim())) return `person${number}@example.invalid`;
  // Of one length, so that none begins like another.
  const padded = String(number).padStart(4, '0');
  if (URL.canParse(value)) return `https://example.invalid/${padded}`;
  if (DATE.test(value)) return value.replace(DATE, '1970-01-01');
  if (!/\d/.test(value)) return `Standin${padded}`;
  let digit = number;
  return value.replaceAll(/\p{L}|\d/gu, (sign) => {
    digit += 1;
    return (/\d/.test(sign) ? DIGITS : LETTERS)[digit % DIGITS.length] ?? sign;
  });
}
