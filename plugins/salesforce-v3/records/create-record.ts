import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
import type { HttpReply } from '../../../core/plugin/plugin-http.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { salesforceErrors, salesforceFailure } from '../../kit/salesforce.ts';
import { externalIdOf, type RecordContext, type SalesforceObject } from './record-context.ts';
import { sendAcceptedRegions } from './rejected-region.ts';

/** A record that Salesforce created. */
export interface CreatedRecord {
  readonly id: string;
  /** Parts of an address that Salesforce rejected. */
  readonly dropped: readonly string[];
}

/** Records that a duplicate rule found instead of creating one. */
export interface Duplicates {
  /** Ids of the object's records, in Salesforce's order. */
  readonly duplicates: readonly string[];
}

/** First characters of an object's ids ("Salesforce Help", Standard Field Record ID Prefix Decoder). */
const ID_PREFIXES: Readonly<Record<SalesforceObject, string>> = { Account: '001', Contact: '003' };

const createdSchema = z.object({ id: z.string().min(15), success: z.literal(true) });

const duplicateResult = z.object({
  matchResults: z
    .array(z.object({ matchRecords: z.array(z.object({ record: z.object({ Id: z.string() }) })).default([]) }))
    .default([]),
});

// Some versions of the API return the misspelt key.
const duplicateErrors = z.array(
  z.object({ duplicateResult: duplicateResult.optional(), duplicateResut: duplicateResult.optional() }),
);

/**
 * Creates a record, under its external id if the options name a field for it: a repeat then finds the record ("REST API
 * Developer Guide", Insert or Update (Upsert) a Record Using an External ID).
 *
 * The header asks for ids only, so that the reply contains no personal data (Duplicate Rule Header). States and countries
 * that the org's picklists reject are left out, with a warning.
 *
 * @param allowSave whether to create the record although an alerting duplicate rule matches; blocking rules still reject it
 * @throws PluginFailed, PluginTransient, PluginOutcomeUnknown by Salesforce's reply
 */
export async function createRecord(
  session: OAuthSession,
  context: RecordContext,
  object: SalesforceObject,
  fields: JsonObject,
  allowSave = false,
): Promise<CreatedRecord | Duplicates> {
  const { apiVersion, externalIdField, timeoutMs } = context.options;
  const path = `/services/data/${apiVersion}/sobjects/${object}`;
  const { dropped, reply } = await sendAcceptedRegions(context, fields, (accepted) =>
    session.send({
      ...(externalIdField === undefined
        ? { method: 'POST', path }
        : { method: 'PATCH', path: `${path}/${externalIdField}/${pathSegment(externalIdOf(context))}` }),
      headers: { 'sforce-duplicate-rule-header': `allowSave=${allowSave}; includeRecordDetails=false` },
      json: Object.fromEntries(Object.entries(accepted).filter(([, value]) => value !== null)),
      timeoutMs,
    }),
  );
  const created = createdSchema.safeParse(reply.body);
  if (reply.status < 300 && created.success) return { id: created.data.id, dropped };
  if (isDuplicate(reply)) {
    return { duplicates: duplicateIds(reply.body).filter((id) => id.startsWith(ID_PREFIXES[object])) };
  }
  throw salesforceFailure(reply, `create the ${object}`, context.order, context.now());
}

function isDuplicate(reply: HttpReply): boolean {
  return salesforceErrors(reply).some((error) => error.errorCode === 'DUPLICATES_DETECTED');
}

/** The unique ids in a `DUPLICATES_DETECTED` reply, in Salesforce's order. */
function duplicateIds(body: unknown): readonly string[] {
  const errors = duplicateErrors.safeParse(body);
  if (!errors.success) return [];
  const ids = errors.data
    .flatMap((error) => error.duplicateResult ?? error.duplicateResut ?? [])
    .flatMap((result) => result.matchResults)
    .flatMap((match) => match.matchRecords)
    .map((match) => match.record.Id);
  return [...new Set(ids)];
}
