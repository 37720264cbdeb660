import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import type { Transaction } from '../state/transaction.ts';
import { salesforceError, salesforceRefusal } from './errors.ts';
import { orgOf } from './org.ts';
import { apiVersion, recordPath } from './path.ts';
import { records, recordTypes, type SalesforceRecord } from './records.ts';
import { fieldOf, fieldsOf, isObjectName } from './schema/objects.ts';
import type { Org } from './schema/org.ts';
import { parseSoql, type SoqlValue } from './soql.ts';

const MAX_ROWS = 2_000;

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
  const { conditions, fields, object, orderBy } = parsed;
  const org = orgOf(call.transaction);
  checkNames(org, object, [...fields, ...conditions.map(({ field }) => field), ...(orderBy ? [orderBy] : [])]);
  const reader = (field: string) => readerOf(call.transaction, org, object, field);
  const checks = conditions.map(({ field, values }) => ({ read: reader(field), values }));
  const found = rowsOf(call.transaction, org, object).filter((record) =>
    checks.every(({ read, values }) => values.some((value) => equals(read(record), value))),
  );
  if (orderBy) {
    const read = reader(orderBy);
    found.sort((one, other) => String(read(one)).localeCompare(String(read(other))));
  }
  const rows = found.slice(0, Math.min(parsed.limit ?? MAX_ROWS, MAX_ROWS)).map((record) => ({
    attributes: { type: object, url: recordPath(version, object, record.Id) },
    ...rowOf(fields, (field) => reader(field)(record) ?? null),
  }));
  return { status: 200, body: { totalSize: rows.length, done: true, records: rows } };
}

function rowsOf(transaction: Transaction, org: Org, object: string): SalesforceRecord[] {
  return isObjectName(object) ? [...transaction.all(records(object))] : [...recordTypes(org)];
}

/** A field of a referenced record is returned inside an object of that reference. */
function rowOf(fields: readonly string[], read: (field: string) => unknown): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const field of fields) {
    const [reference = '', name] = field.split('.');
    if (name === undefined) row[field] = read(field);
    else row[reference] = { ...(row[reference] as object | undefined), [name]: read(field) };
  }
  return row;
}

/** @throws Refusal INVALID_TYPE for an unknown object, INVALID_FIELD for an unknown field. */
function checkNames(org: Org, object: string, names: readonly string[]): void {
  if (fieldsOf(org, object) === undefined) {
    throw salesforceRefusal('INVALID_TYPE', `sObject type '${object}' is not supported.`);
  }
  const unknown = names.find((name) => {
    const [reference = '', field] = name.split('.');
    const target = field === undefined ? undefined : fieldOf(org, object, `${reference}Id`)?.refersTo;
    return field === undefined ? !fieldOf(org, object, name) : !(target && fieldOf(org, target, field));
  });
  if (unknown === undefined) return;
  throw salesforceRefusal('INVALID_FIELD', `No such column '${unknown}' on entity '${object}'.`);
}

/** Returns a function that reads a field of a record, or of the record that it refers to. */
function readerOf(
  transaction: Transaction,
  org: Org,
  object: string,
  name: string,
): (record: SalesforceRecord) => unknown {
  const [reference = '', field] = name.split('.');
  if (field === undefined) {
    const own = fieldOf(org, object, name)?.name ?? name;
    return (record) => record[own];
  }
  const target = fieldOf(org, object, `${reference}Id`)?.refersTo ?? '';
  return (record) => {
    const id = record[`${reference}Id`];
    return rowsOf(transaction, org, target).find(({ Id }) => Id === id)?.[field];
  };
}

/** Compares as SOQL does: text ignores case, and an empty field equals null. */
function equals(field: unknown, value: SoqlValue): boolean {
  const stored = field === '' ? null : (field ?? null);
  if (typeof stored === 'string' && typeof value === 'string') return stored.toLowerCase() === value.toLowerCase();
  return stored === value;
}
