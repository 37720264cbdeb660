import { jsonObject } from '../server/json-body.ts';
import { salesforceRefusal } from './errors.ts';
import { isWritableField, type ObjectName, SYSTEM_FIELDS } from './objects.ts';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const EMAIL_FIELDS: readonly string[] = ['Email', 'PersonEmail'];

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
 * Returns the fields that a request writes.
 *
 * @throws Refusal JSON_PARSER_ERROR when the body is not a JSON object, INVALID_FIELD for an unknown field,
 *   INVALID_FIELD_FOR_INSERT_UPDATE for a system field.
 */
export function writtenFields(object: ObjectName, body: string): Record<string, unknown> {
  const { attributes: _attributes, ...written } = bodyFields(body);
  const systemFields = Object.keys(written).filter((field) => SYSTEM_FIELDS.includes(field));
  if (systemFields.length > 0) {
    const message = `Unable to create/update fields: ${systemFields.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
    throw salesforceRefusal('INVALID_FIELD_FOR_INSERT_UPDATE', message, systemFields);
  }
  for (const field of Object.keys(written)) {
    if (isWritableField(object, field)) continue;
    throw salesforceRefusal('INVALID_FIELD', `No such column '${field}' on sobject of type ${object}`);
  }
  return written;
}

/** Returns whether the fields are those of a person account: a business account has neither last name nor email. */
export function isPersonAccount(fields: Readonly<Record<string, unknown>>): boolean {
  return !isBlank(fields.LastName) || !isBlank(fields.PersonEmail);
}

/**
 * Validates a complete record before it is stored.
 *
 * @throws Refusal REQUIRED_FIELD_MISSING, INVALID_FIELD_FOR_INSERT_UPDATE or INVALID_EMAIL_ADDRESS.
 */
export function checkFields(object: ObjectName, fields: Readonly<Record<string, unknown>>): void {
  const person = object === 'Account' && isPersonAccount(fields);
  if (person && !isBlank(fields.Name)) {
    const message = 'Account: bad field names on insert/update call: Name';
    throw salesforceRefusal('INVALID_FIELD_FOR_INSERT_UPDATE', message, ['Name']);
  }
  const required = object === 'Contact' || person ? 'LastName' : 'Name';
  if (isBlank(fields[required])) {
    throw salesforceRefusal('REQUIRED_FIELD_MISSING', `Required fields are missing: [${required}]`, [required]);
  }
  for (const field of EMAIL_FIELDS) {
    const value = fields[field];
    if (isBlank(value) || (typeof value === 'string' && EMAIL.test(value))) continue;
    throw salesforceRefusal('INVALID_EMAIL_ADDRESS', `${field}: invalid email address: ${String(value)}`, [field]);
  }
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
