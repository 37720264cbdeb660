import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { salesforceError, salesforceRefusal } from './errors.ts';
import { isObjectName, isReadableField, type ObjectName, records, type SalesforceRecord } from './objects.ts';
import { apiVersion, recordPath } from './path.ts';

/** A value in a condition. */
type SoqlValue = string | number | boolean | null;

/** The supported part of SOQL. */
interface SoqlQuery {
  readonly fields: readonly string[];
  readonly object: string;
  /** All must hold. */
  readonly conditions: readonly { readonly field: string; readonly value: SoqlValue }[];
  readonly limit: number | undefined;
}

const MAX_ROWS = 2_000;

const NAME = '[A-Za-z][A-Za-z0-9_]*';
const VALUE = `'(?:[^'\\\\]|\\\\.)*'|-?\\d+(?:\\.\\d+)?|true|false|null`;
const CONDITION = `(${NAME})\\s*=\\s*(${VALUE})`;
const QUERY = new RegExp(
  `^\\s*SELECT\\s+(${NAME}(?:\\s*,\\s*${NAME})*)\\s+FROM\\s+(${NAME})` +
    `(?:\\s+WHERE\\s+(${CONDITION}(?:\\s+AND\\s+${CONDITION})*))?(?:\\s+LIMIT\\s+(\\d+))?\\s*$`,
  'i',
);

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** `GET /query?q=`. Source: REST API Developer Guide, "Query". */
export const queryRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/services/data/:version/query', kind: 'read', handle: query },
  { method: 'GET', pattern: '/services/data/:version/query/', kind: 'read', handle: query },
];

function query(call: Call): Reply {
  const version = apiVersion(call);
  const text = call.request.query.get('q') ?? '';
  const parsed = parseSoql(text);
  if (parsed === undefined) {
    const message = `unexpected token in "${text}": expected SELECT fields FROM object [WHERE field = value [AND ...]] [LIMIT n]`;
    return salesforceError('MALFORMED_QUERY', message);
  }
  const object = checkedObject(parsed);
  const found: SalesforceRecord[] = [];
  const limit = Math.min(parsed.limit ?? MAX_ROWS, MAX_ROWS);
  for (const record of call.transaction.all(records(object))) {
    if (found.length >= limit) break;
    if (parsed.conditions.every(({ field, value }) => equals(record[field], value))) found.push(record);
  }
  const rows = found.map((record) => ({
    attributes: { type: object, url: recordPath(version, object, record.Id) },
    ...Object.fromEntries(parsed.fields.map((field) => [field, record[field] ?? null])),
  }));
  return { status: 200, body: { totalSize: rows.length, done: true, records: rows } };
}

function checkedObject({ object, fields, conditions }: SoqlQuery): ObjectName {
  if (!isObjectName(object)) {
    throw salesforceRefusal('INVALID_TYPE', `sObject type '${object}' is not supported.`);
  }
  const unknown = [...fields, ...conditions.map(({ field }) => field)].find((field) => !isReadableField(object, field));
  if (unknown === undefined) return object;
  throw salesforceRefusal('INVALID_FIELD', `No such column '${unknown}' on entity '${object}'.`);
}

/** Compares as SOQL does: text ignores case, and an empty field equals null. */
function equals(field: unknown, value: SoqlValue): boolean {
  if (typeof field === 'string' && typeof value === 'string') return field.toLowerCase() === value.toLowerCase();
  return (field ?? null) === value;
}

/**
 * Parses `SELECT fields FROM object [WHERE field = value [AND ...]] [LIMIT n]`. Returns undefined for anything else.
 * Source: SOQL and SOSL Reference, "Quoted String Escape Sequences" for the strings.
 */
function parseSoql(text: string): SoqlQuery | undefined {
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
