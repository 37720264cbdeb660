import * as z from 'zod';
import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { salesforceErrors, salesforceFailure } from '../../kit/salesforce.ts';
import { queryRecords } from './read-records.ts';
import {
  ADDRESS_KINDS,
  type AddressKind,
  externalIdOf,
  type RecordContext,
  type SalesforceObject,
} from './record-context.ts';

/** A record in Salesforce, new or existing. */
export interface SalesforceRecord {
  readonly id: string;
  /** Whether the record already existed and a duplicate rule found it. */
  readonly matched: boolean;
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
 * Creates a record, or returns the existing record that a duplicate rule finds.
 *
 * A repeat after a lost reply finds the first attempt's record by the same rule, or by its external id if the options name a
 * field for it ("REST API Developer Guide", Insert or Update (Upsert) a Record Using an External ID), even if Salesforce
 * rejects the second save. The header asks for ids only, so that the reply contains no personal data (Duplicate Rule
 * Header). If the org's state and country picklists reject an address, the record is created without it, with a warning,
 * because the account matters more.
 *
 * @throws PluginFailed, PluginTransient, PluginOutcomeUnknown by Salesforce's reply
 */
export async function createRecord(
  session: OAuthSession,
  context: RecordContext,
  object: SalesforceObject,
  fields: JsonObject,
): Promise<SalesforceRecord> {
  const { apiVersion, externalIdField, timeoutMs } = context.options;
  const path = `/services/data/${apiVersion}/sobjects/${object}`;
  const reply = await session.send({
    ...(externalIdField === undefined
      ? { method: 'POST', path }
      : { method: 'PATCH', path: `${path}/${externalIdField}/${encodeURIComponent(externalIdOf(context))}` }),
    headers: { 'sforce-duplicate-rule-header': 'allowSave=false; includeRecordDetails=false' },
    json: fields,
    timeoutMs,
  });
  const created = createdSchema.safeParse(reply.body);
  if (reply.status < 300 && created.success) return { id: created.data.id, matched: false };

  const errors = salesforceErrors(reply);
  if (errors.some((error) => error.errorCode === 'DUPLICATES_DETECTED'))
    return existingRecord(reply.body, context, object);

  const rejected = errors.flatMap((error) => (error.errorCode === 'FIELD_INTEGRITY_EXCEPTION' ? error.fields : []));
  const kinds = new Set(rejected.map(addressKindOf));
  if (rejected.length > 0 && !kinds.has(undefined) && rejected.every((field) => field in fields)) {
    context.log.warn('Salesforce rejected an address; creating the account without it', { fields: rejected });
    const rest = Object.entries(fields).filter(([field]) => !kinds.has(addressKindOf(field)));
    return createRecord(session, context, object, Object.fromEntries(rest));
  }
  const failure = salesforceFailure(reply, `create the ${object}`, context.order, context.now());
  const earlier = failure.name === 'PluginFailed' ? await findCreatedEarlier(session, context, object) : undefined;
  if (earlier !== undefined) return earlier;
  throw failure;
}

/** Finds the record of an earlier attempt: Salesforce may reject values on a second save that it accepted on the first. */
async function findCreatedEarlier(
  session: OAuthSession,
  context: RecordContext,
  object: SalesforceObject,
): Promise<SalesforceRecord | undefined> {
  const { attempt, log, options } = context;
  if (attempt === 1 || options.externalIdField === undefined) return undefined;
  const where = { [options.externalIdField]: externalIdOf(context) };
  const [record] = await queryRecords(session, context, { object, fields: ['Id'], where });
  if (record?.Id === undefined) return undefined;
  log.warn(`Salesforce rejected the ${object} that an earlier attempt created; using it unchanged`, { id: record.Id });
  return { id: record.Id, matched: false };
}

function existingRecord(body: unknown, { log }: RecordContext, object: SalesforceObject): SalesforceRecord {
  const ids = matchedIds(body);
  const [id, ...others] = ids.filter((candidate) => candidate.startsWith(ID_PREFIXES[object]));
  if (id === undefined) {
    throw new PluginFailed(
      `A duplicate rule blocked the new ${object}, but the ${ids.length} records that it matched include no ${object}. Change the duplicate rules so that they match ${object} records.`,
      { code: 'duplicate_not_usable' },
    );
  }
  if (others.length > 0) log.warn(`Several ${object} records match; using the first`, { taken: id, others });
  return { id, matched: true };
}

/** The address that a field of an account belongs to; `undefined` for any other field. */
function addressKindOf(field: string): AddressKind | undefined {
  return ADDRESS_KINDS.find((kind) => field.startsWith(kind));
}

/** The unique ids in a `DUPLICATES_DETECTED` reply, in Salesforce's order. */
function matchedIds(body: unknown): readonly string[] {
  const errors = duplicateErrors.safeParse(body);
  if (!errors.success) return [];
  const ids = errors.data
    .flatMap((error) => error.duplicateResult ?? error.duplicateResut ?? [])
    .flatMap((result) => result.matchResults)
    .flatMap((match) => match.matchRecords)
    .map((match) => match.record.Id);
  return [...new Set(ids)];
}
