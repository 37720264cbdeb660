import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { salesforceError, salesforceRefusal } from './errors.ts';
import { isObjectName, isReadableField, type ObjectName, records, type SalesforceRecord } from './objects.ts';
import { apiVersion } from './path.ts';
import { parseSoql, type SoqlQuery, type SoqlValue } from './soql.ts';

const MOST_ROWS = 2_000;

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
  const most = Math.min(parsed.limit ?? MOST_ROWS, MOST_ROWS);
  for (const record of call.transaction.all(records(object))) {
    if (found.length >= most) break;
    if (parsed.conditions.every(({ field, value }) => equals(record[field], value))) found.push(record);
  }
  const rows = found.map((record) => ({
    attributes: { type: object, url: `/services/data/v${version}.0/sobjects/${object}/${record.Id}` },
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

/** Equality as in SOQL: text is compared whatever its case, and an empty field is null. */
function equals(field: unknown, value: SoqlValue): boolean {
  if (typeof field === 'string' && typeof value === 'string') return field.toLowerCase() === value.toLowerCase();
  return (field ?? null) === value;
}

/** `GET /query?q=`. Source: REST API Developer Guide, "Query". */
export const queryRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/services/data/:version/query', kind: 'read', handle: query },
  { method: 'GET', pattern: '/services/data/:version/query/', kind: 'read', handle: query },
];
