import { salesforceRefusal } from './errors.ts';
import type { ObjectName } from './objects.ts';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const EMAIL_FIELDS: readonly string[] = ['Email', 'PersonEmail'];

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';

/** Whether the fields are those of a person account: business accounts have no last name and no email of their own. */
export const isPersonAccount = (fields: Readonly<Record<string, unknown>>): boolean =>
  !isBlank(fields.LastName) || !isBlank(fields.PersonEmail);

/**
 * Checks a whole record before it is kept.
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
