/** What may stand on the right of a condition. */
export type SoqlValue = string | number | boolean | null;

/** The part of SOQL that is understood here. */
export interface SoqlQuery {
  readonly fields: readonly string[];
  readonly object: string;
  /** All must hold. */
  readonly conditions: readonly { readonly field: string; readonly value: SoqlValue }[];
  readonly limit: number | undefined;
}

const NAME = '[A-Za-z][A-Za-z0-9_]*';
const VALUE = `'(?:[^'\\\\]|\\\\.)*'|-?\\d+(?:\\.\\d+)?|true|false|null`;
const CONDITION = `(${NAME})\\s*=\\s*(${VALUE})`;
const QUERY = new RegExp(
  `^\\s*SELECT\\s+(${NAME}(?:\\s*,\\s*${NAME})*)\\s+FROM\\s+(${NAME})` +
    `(?:\\s+WHERE\\s+(${CONDITION}(?:\\s+AND\\s+${CONDITION})*))?(?:\\s+LIMIT\\s+(\\d+))?\\s*$`,
  'i',
);

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/**
 * Reads `SELECT fields FROM object [WHERE field = value [AND ...]] [LIMIT n]`, or returns undefined.
 * Source: SOQL and SOSL Reference, "Quoted String Escape Sequences" for the strings.
 */
export function parseSoql(text: string): SoqlQuery | undefined {
  const match = QUERY.exec(text);
  if (match === null) return undefined;
  const [, fields = '', object = '', where = ''] = match;
  const limit = match[8];
  return {
    fields: fields.split(',').map((field) => field.trim()),
    object,
    conditions: [...where.matchAll(new RegExp(CONDITION, 'gi'))].map(([, field = '', value = '']) => ({
      field,
      value: parseValue(value),
    })),
    limit: limit === undefined ? undefined : Number(limit),
  };
}

function parseValue(text: string): SoqlValue {
  if (text.startsWith("'")) {
    return text.slice(1, -1).replaceAll(/\\(.)/gs, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
  }
  const word = text.toLowerCase();
  if (word === 'null') return null;
  return word === 'true' || word === 'false' ? word === 'true' : Number(text);
}
