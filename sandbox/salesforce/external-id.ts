import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { salesforceError, salesforceRefusal } from './errors.ts';
import { checkValue } from './field-values.ts';
import { writtenFields } from './fields.ts';
import { orgOf } from './org.ts';
import { apiVersion, objectOf, recordPath } from './path.ts';
import { records, type SalesforceRecord } from './records.ts';
import { fieldOf } from './schema/objects.ts';
import type { ObjectName } from './schema/org.ts';
import { createRecord, updateRecord } from './write-record.ts';

/** From this version on, an update by external id returns 200 with a body; older versions return 204. */
const FIRST_VERSION_WITH_CREATED = 46;

function upsert(call: Call): Reply {
  const version = apiVersion(call);
  const object = objectOf(call);
  const [field, value] = externalId(call, object);
  const fields = writtenFields(orgOf(call.transaction), object, call.request.body);
  if (field in fields) {
    const message = `The ${field} field should not be specified in the sobject data.`;
    throw salesforceRefusal('INVALID_FIELD', message, [field]);
  }
  const matches = matchingRecords(call, object, field, value);
  if (matches.length > 1) return { status: 300, body: matches.map(({ Id }) => recordPath(version, object, Id)) };
  const [record] = matches;
  if (record === undefined && call.request.query.get('updateOnly') === 'true') {
    return salesforceError('NOT_FOUND');
  }
  const created = version >= FIRST_VERSION_WITH_CREATED ? { created: record === undefined } : {};
  if (record === undefined) {
    const { Id } = createRecord(call, object, { ...fields, [field]: value }, value);
    return { status: 201, body: { id: Id, success: true, errors: [], ...created } };
  }
  updateRecord(call, object, record, fields);
  if (version < FIRST_VERSION_WITH_CREATED) return { status: 204 };
  return { status: 200, body: { id: record.Id, success: true, errors: [], ...created } };
}

function read(call: Call): Reply {
  const version = apiVersion(call);
  const object = objectOf(call);
  const [field, value] = externalId(call, object);
  const matches = matchingRecords(call, object, field, value);
  if (matches.length > 1) return { status: 300, body: matches.map(({ Id }) => recordPath(version, object, Id)) };
  const [record] = matches;
  if (record === undefined) return salesforceError('NOT_FOUND');
  return {
    status: 200,
    body: { attributes: { type: object, url: recordPath(version, object, record.Id) }, ...record },
  };
}

function externalId(call: Call, object: ObjectName): [field: string, value: string] {
  const name = call.param('field');
  const field = fieldOf(orgOf(call.transaction), object, name);
  if (field?.externalId !== true) {
    const message = `Provided external ID field does not exist or is not accessible: ${name}`;
    throw salesforceRefusal('NOT_FOUND', message);
  }
  checkValue(field, call.param('value'));
  return [field.name, call.param('value')];
}

function matchingRecords(call: Call, object: ObjectName, field: string, value: string): SalesforceRecord[] {
  return [...call.transaction.all(records(object))].filter((record) => record[field] === value);
}

const ROW = '/services/data/:version/sobjects/:object/:field/:value';

/** Upsert and read by external id. Source: REST API Developer Guide, "Insert or Update (Upsert) a Record Using an External ID". */
export const externalIdRoutes: readonly Route[] = [
  { method: 'PATCH', pattern: ROW, kind: 'write', handle: upsert },
  { method: 'GET', pattern: ROW, kind: 'read', handle: read },
];
