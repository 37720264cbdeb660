import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { queryRecords } from './read-records.ts';
import type { RecordContext, SalesforceObject } from './record-context.ts';

const REMEMBERED_SECONDS = 60 * 60;

/**
 * Returns the field with the record type of new records; empty if the options name none.
 *
 * A name alone is not enough: Salesforce rejects it if records of several objects have a type of that name. So the plugin looks
 * up the id of the object's own type, and remembers it for an hour.
 *
 * @throws PluginFailed `record_type_not_found`: the object has no active record type of that name
 * @throws PluginTransient Salesforce gave no usable reply
 */
export async function recordTypeField(
  session: OAuthSession,
  context: RecordContext,
  object: SalesforceObject,
): Promise<JsonObject> {
  const { accountOptions, connection, contactOptions } = context.options;
  const { recordTypeName: Name } = object === 'Account' ? accountOptions : contactOptions;
  if (Name === undefined) return {};
  // Remembered texts count as secrets, so the id is remembered inside an object.
  const { id: RecordTypeId } = await context.remember(`record type ${connection} ${object} ${Name}`, async () => {
    const where = { SobjectType: object, Name, IsActive: true };
    const [found] = await queryRecords(session, context, { object: 'RecordType', fields: ['Id'], where });
    if (found?.Id === undefined) {
      throw new PluginFailed(
        `Expected an active record type "${Name}" of ${object} in Salesforce, found none. Correct recordTypeName, or create the record type and assign it to the profile of the integration user.`,
        { code: 'record_type_not_found' },
      );
    }
    return { value: { id: found.Id }, seconds: REMEMBERED_SECONDS };
  });
  return { RecordTypeId };
}
