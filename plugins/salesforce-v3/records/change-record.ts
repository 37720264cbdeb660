import { PluginOutcomeUnknown, PluginTransient } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { CalloutNoReply } from '../../../core/plugin/plugin-http.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { salesforceFailure } from '../../kit/salesforce.ts';
import type { RecordContext } from './record-context.ts';

/**
 * Changes fields of a record; false, and no request, when there is nothing to change. A repeat sets the same values.
 *
 * The header lets a duplicate rule that only alerts pass, since the customer asked for the change; a rule that blocks
 * still refuses it ("REST API Developer Guide", sObject Rows; Duplicate Rule Header).
 *
 * @throws PluginFailed, PluginTransient, PluginOutcomeUnknown what Salesforce's reply stands for
 */
export async function updateRecord(
  session: OAuthSession,
  context: RecordContext,
  object: 'Account' | 'Contact',
  id: string,
  fields: JsonObject,
): Promise<boolean> {
  if (Object.keys(fields).length === 0) return false;
  const { apiVersion, timeoutMs } = context.options;
  const reply = await session.send({
    method: 'PATCH',
    path: `/services/data/${apiVersion}/sobjects/${object}/${encodeURIComponent(id)}`,
    headers: { 'sforce-duplicate-rule-header': 'allowSave=true; includeRecordDetails=false' },
    json: fields,
    timeoutMs,
  });
  if (reply.status === 204) return true;
  throw salesforceFailure(reply, `update the ${object}`, context.order, context.now());
}

/**
 * Deletes a record; one that is not there any more is deleted ("REST API Developer Guide", sObject Rows).
 *
 * @throws PluginTransient Salesforce did not answer; deleting twice is the same as once
 * @throws PluginFailed Salesforce refuses, e.g. because other records depend on it
 */
export async function deleteRecord(
  session: OAuthSession,
  context: RecordContext,
  object: 'Account' | 'Contact',
  id: string,
): Promise<void> {
  const { apiVersion, timeoutMs } = context.options;
  const path = `/services/data/${apiVersion}/sobjects/${object}/${encodeURIComponent(id)}`;
  const reply = await session.send({ method: 'DELETE', path, timeoutMs }).catch((error: unknown) => {
    if (!(error instanceof CalloutNoReply)) throw error;
    throw new PluginTransient(`Expected Salesforce to delete the ${object}, found no reply.`, { cause: error });
  });
  if (reply.status === 204 || reply.status === 404) return;
  const failure = salesforceFailure(reply, `delete the ${object}`, context.order, context.now());
  if (!(failure instanceof PluginOutcomeUnknown)) throw failure;
  throw new PluginTransient(failure.message, { cause: failure });
}
