import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { salesforceError, salesforceRefusal } from './errors.ts';
import { writtenFields } from './fields.ts';
import { orgOf } from './org.ts';
import { apiVersion, objectOf, recordPath } from './path.ts';
import { publishPlatformEvent } from './platform-events.ts';
import { records, type SalesforceRecord } from './records.ts';
import { fieldOf, fieldsOf } from './schema/objects.ts';
import type { ObjectName } from './schema/org.ts';
import { createRecord, isSameId, updateRecord } from './write-record.ts';

function create(call: Call): Reply {
  apiVersion(call);
  const name = call.param('object');
  if (name.endsWith('__e')) return publishPlatformEvent(call, name);
  const object = objectOf(call);
  const record = createRecord(call, object, writtenFields(orgOf(call.transaction), object, call.request.body));
  const location = `${call.request.path}/${record.Id}`;
  return { status: 201, headers: { location }, body: { id: record.Id, success: true, errors: [] } };
}

function read(call: Call): Reply {
  const version = apiVersion(call);
  const object = objectOf(call);
  const record = recordOf(call, object);
  const requested = call.request.query.get('fields')?.split(',') ?? fieldNames(call, object);
  const unknown = requested.find((field) => !fieldOf(orgOf(call.transaction), object, field));
  if (unknown !== undefined) {
    throw salesforceRefusal('INVALID_FIELD', `No such column '${unknown}' on sobject of type ${object}`);
  }
  const fields = Object.fromEntries(['Id', ...requested].map((field) => [field, record[field] ?? null]));
  return {
    status: 200,
    body: { attributes: { type: object, url: recordPath(version, object, record.Id) }, ...fields },
  };
}

function update(call: Call): Reply {
  apiVersion(call);
  const object = objectOf(call);
  updateRecord(call, object, recordOf(call, object), writtenFields(orgOf(call.transaction), object, call.request.body));
  return { status: 204 };
}

function remove(call: Call): Reply {
  apiVersion(call);
  const object = objectOf(call);
  const record = recordOf(call, object);
  call.transaction.remove(records(object), record.Id);
  const kind = `${object.toLowerCase()}.deleted`;
  call.transaction.effect({ partner: 'salesforce', kind, key: record.Id, id: record.Id });
  return { status: 204 };
}

function recordOf(call: Call, object: ObjectName): SalesforceRecord {
  const id = call.param('id');
  const found = call.transaction.find(records(object), ({ Id }) => isSameId(Id, id));
  if (found !== undefined) return found;
  throw salesforceRefusal('NOT_FOUND', 'Provided external ID field does not exist or is not accessible: Id');
}

function fieldNames(call: Call, object: ObjectName): string[] {
  return (fieldsOf(orgOf(call.transaction), object) ?? []).map(({ name }) => name);
}

function describe(): Reply {
  return salesforceError('NOT_FOUND', 'The sandbox has no describe call. See the Object Reference for the fields.');
}

const OBJECT = '/services/data/:version/sobjects/:object';

/** Create, read, update and delete by id. Source: REST API Developer Guide, "sObject Basic Information" and "sObject Rows". */
export const sobjectRoutes: readonly Route[] = [
  { method: 'POST', pattern: OBJECT, kind: 'write', handle: create },
  { method: 'POST', pattern: `${OBJECT}/`, kind: 'write', handle: create },
  { method: 'GET', pattern: `${OBJECT}/describe`, kind: 'read', handle: describe },
  { method: 'GET', pattern: `${OBJECT}/:id`, kind: 'read', handle: read },
  { method: 'PATCH', pattern: `${OBJECT}/:id`, kind: 'write', handle: update },
  { method: 'DELETE', pattern: `${OBJECT}/:id`, kind: 'write', handle: remove },
];
