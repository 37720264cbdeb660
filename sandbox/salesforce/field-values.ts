import type { Refusal } from '../server/exchange.ts';
import { salesforceRefusal } from './errors.ts';
import type { Field, FieldType } from './schema/field.ts';

/** Salesforce takes ASCII addresses only ("Salesforce Help", Email Address Formats). */
const EMAIL = /^[\w.!#$%&'*+/=?^`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,}$/;
const ID = /^[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?$/;

const JSON_TYPES: Readonly<Record<FieldType, 'string' | 'number' | 'boolean'>> = {
  text: 'string',
  email: 'string',
  picklist: 'string',
  reference: 'string',
  'address-code': 'string',
  date: 'string',
  datetime: 'string',
  boolean: 'boolean',
  int: 'number',
  double: 'number',
};

/**
 * Checks whether a field accepts a value. Every field accepts null and an empty text, which empty it.
 *
 * @throws Refusal JSON_PARSER_ERROR, STRING_TOO_LONG, INVALID_EMAIL_ADDRESS, MALFORMED_ID or
 *   INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST.
 */
export function checkValue(field: Field, value: unknown): void {
  if (value === null || value === '') return;
  const refusal = valueRefusal(field, value);
  if (refusal !== undefined) throw refusal;
}

function valueRefusal(field: Field, value: unknown): Refusal | undefined {
  const { label, length, name, type, values } = field;
  const expected = JSON_TYPES[type];
  if (typeof value !== expected || (type === 'int' && !Number.isInteger(value))) {
    const message = `Cannot deserialize instance of ${type} from ${typeof value} value ${JSON.stringify(value)} for ${name}`;
    return salesforceRefusal('JSON_PARSER_ERROR', message);
  }
  if (typeof value !== 'string') return undefined;
  if (length !== undefined && value.length > length) {
    const message = `${label}: data value too large: ${value} (max length=${length})`;
    return salesforceRefusal('STRING_TOO_LONG', message, [name]);
  }
  if (type === 'email' && !EMAIL.test(value)) {
    return salesforceRefusal('INVALID_EMAIL_ADDRESS', `${label}: invalid email address: ${value}`, [name]);
  }
  if (type === 'reference' && !ID.test(value)) {
    return salesforceRefusal('MALFORMED_ID', `${label}: id value of incorrect type: ${value}`, [name]);
  }
  if (values !== undefined && !values.includes(value)) {
    const message = `${label}: bad value for restricted picklist field: ${value}`;
    return salesforceRefusal('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [name]);
  }
  return undefined;
}
