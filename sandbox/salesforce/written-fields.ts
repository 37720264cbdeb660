import { jsonObject } from '../server/json-body.ts';
import { salesforceRefusal } from './errors.ts';
import { isWritableField, type ObjectName, SYSTEM_FIELDS } from './objects.ts';

/**
 * The fields that a request wants to write.
 *
 * @throws Refusal with Salesforce's code for a body that is not a JSON object, an unknown field or a field of the system.
 */
export function writtenFields(object: ObjectName, body: string): Record<string, unknown> {
  const fields = jsonObject(body);
  if (fields === undefined) throw salesforceRefusal('JSON_PARSER_ERROR', 'Expected a JSON object in the request body');
  const { attributes: _attributes, ...written } = fields;
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
