import { PluginOutcomeUnknown, PluginTransient } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
import { CalloutNoReply } from '../../../core/plugin/plugin-http.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { salesforceFailure } from '../../kit/salesforce.ts';
import type { RecordContext, SalesforceObject } from './record-context.ts';
import { sendAcceptedRegions } from './rejected-region.ts';

/**
 * Updates fields of a record. Repeating the update sets the same values.
 *
 * The header overrides duplicate rules that only warn, because the customer requested the change. Blocking rules still reject
 * it ("REST API Developer Guide", sObject Rows; Duplicate Rule Header). States and countries that the org's picklists reject
 * are emptied, with a warning.
 *
 * @returns the parts of an address that Salesforce rejected; `undefined`, without a request, if there is nothing to update
 * @throws PluginFailed, PluginTransient, PluginOutcomeUnknown by Salesforce's reply
 */
export async function updateRecord(
  session: OAuthSession,
  context: RecordContext,
  object: SalesforceObject,
  id: string,
  fields: JsonObject,
): Promise<readonly string[] | undefined> {
  if (Object.keys(fields).length === 0) return undefined;
  const { dropped, reply } = await sendAcceptedRegions(context, fields, (accepted) =>
    session.send({
      method: 'PATCH',
      path: pathOf(context, object, id),
      headers: { 'sforce-duplicate-rule-header': 'allowSave=true; includeRecordDetails=false' },
      json: accepted,
      timeoutMs: context.options.timeoutMs,
    }),
  );
  if (reply.status === 204) return dropped;
  throw salesforceFailure(reply, `update the ${object}`, context.order, context.now());
}

/**
 * Deletes a record. Succeeds if the record no longer exists ("REST API Developer Guide", sObject Rows).
 *
 * @throws PluginTransient Salesforce gave no usable reply; deleting twice is the same as once
 * @throws PluginFailed Salesforce rejected the request, for example because other records depend on this one
 */
export async function deleteRecord(
  session: OAuthSession,
  context: RecordContext,
  object: SalesforceObject,
  id: string,
): Promise<void> {
  const path = pathOf(context, object, id);
  const { timeoutMs } = context.options;
  const reply = await session.send({ method: 'DELETE', path, timeoutMs }).catch((error: unknown) => {
    if (!(error instanceof CalloutNoReply)) throw error;
    throw new PluginTransient(`Salesforce did not reply when asked to delete the ${object}.`, { cause: error });
  });
  if (reply.status === 204 || reply.status === 404) return;
  const failure = salesforceFailure(reply, `delete the ${object}`, context.order, context.now());
  if (!(failure instanceof PluginOutcomeUnknown)) throw failure;
  throw new PluginTransient(failure.message, { cause: failure });
}

function pathOf({ options }: RecordContext, object: SalesforceObject, id: string): string {
  return `/services/data/${options.apiVersion}/sobjects/${object}/${pathSegment(id)}`;
}
