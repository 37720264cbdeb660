import { isObject, jsonObject } from '../server/json-body.ts';
import { salesforceRefusal } from './errors.ts';
import { checkValue } from './field-values.ts';
import { recordTypes } from './records.ts';
import { fieldOf } from './schema/objects.ts';
import type { ObjectName, Org } from './schema/org.ts';

/** The fields that a request writes, by API name. */
export type WrittenFields = Readonly<Record<string, unknown>>;

/**
 * Returns the fields in a request body.
 *
 * @throws Refusal JSON_PARSER_ERROR when the body is not a JSON object.
 */
export function bodyFields(body: string): Record<string, unknown> {
  const fields = jsonObject(body);
  if (fields !== undefined) return fields;
  throw salesforceRefusal('JSON_PARSER_ERROR', 'Expected a JSON object in the request body');
}

/**
 * Returns the fields that a request writes, under the names of the org. A `RecordType` with a name becomes `RecordTypeId`.
 *
 * @throws Refusal JSON_PARSER_ERROR when the body is not a JSON object; INVALID_FIELD for an unknown field;
 *   INVALID_FIELD_FOR_INSERT_UPDATE for a read-only field; the code for a value that a field does not accept.
 */
export function writtenFields(org: Org, object: ObjectName, body: string): WrittenFields {
  const { attributes: _attributes, RecordType, ...written } = bodyFields(body);
  const fields = Object.entries(written).map(([name, value]) => {
    const field = fieldOf(org, object, name);
    if (field !== undefined) return { field, value };
    throw salesforceRefusal('INVALID_FIELD', `No such column '${name}' on sobject of type ${object}`);
  });
  const readOnly = fields.filter(({ field }) => field.readOnly === true).map(({ field }) => field.name);
  if (readOnly.length > 0) {
    const message = `Unable to create/update fields: ${readOnly.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
    throw salesforceRefusal('INVALID_FIELD_FOR_INSERT_UPDATE', message, readOnly);
  }
  for (const { field, value } of fields) checkValue(field, value);
  const values = Object.fromEntries(fields.map(({ field, value }) => [field.name, value]));
  return RecordType === undefined ? values : { ...values, RecordTypeId: recordTypeId(org, RecordType) };
}

/** A name identifies a record type only if no other object has one of the same name. */
function recordTypeId(org: Org, reference: unknown): string {
  const { Name } = isObject(reference) ? reference : {};
  const [found, ...others] = recordTypes(org).filter((type) => type.Name === Name);
  if (found === undefined) {
    const message = `Foreign key external ID: ${String(Name)} not found for field Name in entity RecordType`;
    throw salesforceRefusal('INVALID_FIELD', message);
  }
  if (others.length === 0) return found.Id;
  const ids = [found, ...others].map(({ Id }) => Id).join(', ');
  throw salesforceRefusal('DUPLICATE_EXTERNAL_ID', `Name: more than one record found for external id field: [${ids}]`);
}

/** Returns whether the fields are those of a person account: its record type says so, or else it has a last name. */
export function isPersonAccount(org: Org, fields: WrittenFields): boolean {
  if (!org.personAccounts) return false;
  const type = recordTypes(org).find(({ Id }) => Id === fields.RecordTypeId);
  return type === undefined
    ? ['LastName', 'PersonEmail'].some((name) => !isBlank(fields[name]))
    : type.IsPersonType === true;
}

/**
 * Validates a complete record before it is stored.
 *
 * @throws Refusal REQUIRED_FIELD_MISSING, INVALID_FIELD_FOR_INSERT_UPDATE or INVALID_CROSS_REFERENCE_KEY.
 */
export function checkRecord(org: Org, object: ObjectName, fields: WrittenFields): void {
  const person = object === 'Account' && isPersonAccount(org, fields);
  const misplaced = object === 'Contact' ? [] : Object.keys(fields).filter((name) => isMisplaced(name, person));
  const bad = misplaced.filter((name) => !isBlank(fields[name]));
  if (bad.length > 0) {
    const message = `Account: bad field names on insert/update call: ${bad.join(', ')}`;
    throw salesforceRefusal('INVALID_FIELD_FOR_INSERT_UPDATE', message, bad);
  }
  const type = recordTypes(org).find(({ Id }) => Id === fields.RecordTypeId);
  if (!isBlank(fields.RecordTypeId) && type?.SobjectType !== object) {
    const message = `Record Type ID: this ID value isn't valid for the user: ${String(fields.RecordTypeId)}`;
    throw salesforceRefusal('INVALID_CROSS_REFERENCE_KEY', message, ['RecordTypeId']);
  }
  const required = object === 'Contact' || person ? 'LastName' : 'Name';
  if (!isBlank(fields[required])) return;
  throw salesforceRefusal('REQUIRED_FIELD_MISSING', `Required fields are missing: [${required}]`, [required]);
}

/** A person account has no name of its own, and a business account has none of the person's fields. */
function isMisplaced(name: string, person: boolean): boolean {
  return person ? name === 'Name' : ['FirstName', 'LastName', 'Salutation'].includes(name) || name.startsWith('Person');
}

/** Returns whether a field is empty. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
