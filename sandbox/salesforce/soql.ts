/** A value in a condition. */
export type SoqlValue = string | number | boolean | null;

/** The supported part of SOQL. */
export interface SoqlQuery {
  /** Fields of the object, or of the record that a reference points to, e.g. `Account.Name`. */
  readonly fields: readonly string[];
  readonly object: string;
  /** All must hold: the field has one of the values. */
  readonly conditions: readonly { readonly field: string; readonly values: readonly SoqlValue[] }[];
  readonly orderBy: string | undefined;
  readonly limit: number | undefined;
}

const NAME = '[A-Za-z][A-Za-z0-9_]*(?:\\.[A-Za-z][A-Za-z0-9_]*)?';
const VALUE = `'(?:[^'\\\\]|\\\\.)*'|-?\\d+(?:\\.\\d+)?|true|false|null`;
const CONDITION = `(?:${NAME})\\s*(?:=\\s*(?:${VALUE})|\\s+IN\\s*\\(\\s*(?:${VALUE})(?:\\s*,\\s*(?:${VALUE}))*\\s*\\))`;
const QUERY = new RegExp(
  `^\\s*SELECT\\s+(?<fields>${NAME}(?:\\s*,\\s*${NAME})*)\\s+FROM\\s+(?<object>${NAME})` +
    `(?:\\s+WHERE\\s+(?<where>${CONDITION}(?:\\s+AND\\s+${CONDITION})*))?` +
    `(?:\\s+ORDER\\s+BY\\s+(?<orderBy>${NAME})(?:\\s+ASC)?)?(?:\\s+LIMIT\\s+(?<limit>\\d+))?\\s*$`,
  'i',
);

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/**
 * Parses `SELECT fields FROM object [WHERE condition [AND ...]] [ORDER BY field] [LIMIT n]`, where a condition is `field = value`
 * or `field IN (value, ...)`. Returns undefined for anything else.
 * Source: SOQL and SOSL Reference, "Quoted String Escape Sequences" for the strings.
 */
export function parseSoql(text: string): SoqlQuery | undefined {
  const groups = QUERY.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { fields = '', limit, object = '', orderBy, where = '' } = groups;
  return {
    fields: fields.split(',').map((field) => field.trim()),
    object,
    conditions: (where.match(new RegExp(CONDITION, 'gi')) ?? []).map(parseCondition),
    orderBy,
    limit: limit === undefined ? undefined : Number(limit),
  };
}

function parseCondition(text: string): SoqlQuery['conditions'][number] {
  const field = new RegExp(`^${NAME}`, 'i').exec(text)?.[0] ?? '';
  const values = text.slice(field.length).match(new RegExp(VALUE, 'gi')) ?? [];
  return { field, values: values.map(parseValue) };
}

function parseValue(text: string): SoqlValue {
  if (text.startsWith("'")) {
    return text.slice(1, -1).replaceAll(/\\(.)/gs, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
  }
  const word = text.toLowerCase();
  if (word === 'null') return null;
  return word === 'true' || word === 'false' ? word === 'true' : Number(text);
}
