import * as z from 'zod';
import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { salesforceErrors, salesforceFailure } from '../../kit/salesforce.ts';
import { addressKindOf } from '../customer/account-fields.ts';
import { queryRecords } from './read-records.ts';
import { externalIdOf, type RecordContext } from './record-context.ts';

/** A record that is in Salesforce now: a new one, or one that was there. */
export interface SalesforceRecord {
  readonly id: string;
  /** True when a duplicate rule found it. */
  readonly matched: boolean;
}

/** First characters of an object's ids ("Salesforce Help", Standard Field Record ID Prefix Decoder). */
const ID_PREFIXES = { Account: '001', Contact: '003' } as const;

const createdSchema = z.object({ id: z.string().min(15), success: z.literal(true) });

/**
 * Creates a record, unless a duplicate rule finds the one that is there; then that one is the answer.
 *
 * A repeat after a lost reply finds the record of the first time in the same way, or by its external id when the options
 * name a field for it ("REST API Developer Guide", Insert or Update (Upsert) a Record Using an External ID), also when it
 * refuses to save it again. The header asks for ids alone, so that nobody's details come back (Duplicate Rule Header). An
 * address that the org's state and country picklists refuse is left out, with a warning, as the account matters more.
 *
 * @throws PluginFailed, PluginTransient, PluginOutcomeUnknown what Salesforce's reply stands for
 */
export async function createRecord(
  session: OAuthSession,
  context: RecordContext,
  object: keyof typeof ID_PREFIXES,
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

  const refused = errors.flatMap((error) => (error.errorCode === 'FIELD_INTEGRITY_EXCEPTION' ? error.fields : []));
  const kinds = new Set(refused.map(addressKindOf));
  if (refused.length > 0 && !kinds.has(undefined) && refused.every((field) => field in fields)) {
    context.log.warn('Salesforce refused an address; the account is created without it', { fields: refused });
    const rest = Object.entries(fields).filter(([field]) => !kinds.has(addressKindOf(field)));
    return createRecord(session, context, object, Object.fromEntries(rest));
  }
  const failure = salesforceFailure(reply, `create the ${object}`, context.order, context.now());
  const earlier = failure.name === 'PluginFailed' ? await madeEarlier(session, context, object) : undefined;
  if (earlier !== undefined) return earlier;
  throw failure;
}

/** The record that an earlier attempt created: Salesforce may refuse to save again what it took before. */
async function madeEarlier(
  session: OAuthSession,
  context: RecordContext,
  object: keyof typeof ID_PREFIXES,
): Promise<SalesforceRecord | undefined> {
  const { attempt, log, options } = context;
  if (attempt === 1 || options.externalIdField === undefined) return undefined;
  const where = { [options.externalIdField]: externalIdOf(context) };
  const [made] = await queryRecords(session, context, { object, fields: ['Id'], where });
  if (made?.Id === undefined) return undefined;
  log.warn(`Salesforce refuses the ${object} that an earlier attempt created; it is taken as it is`, { id: made.Id });
  return { id: made.Id, matched: false };
}

function existingRecord(body: unknown, { log }: RecordContext, object: keyof typeof ID_PREFIXES): SalesforceRecord {
  const ids = matchedIds(body);
  const [id, ...others] = ids.filter((candidate) => candidate.startsWith(ID_PREFIXES[object]));
  if (id === undefined) {
    throw new PluginFailed(
      `Expected the duplicates of the new ${object} to name one, found ${ids.length} other records. Check the duplicate rules: they must match ${object} records.`,
      { code: 'duplicate_not_usable' },
    );
  }
  if (others.length > 0) log.warn(`Several ${object} records match; the first is taken`, { taken: id, others });
  return { id, matched: true };
}

const duplicateResult = z.object({
  matchResults: z
    .array(z.object({ matchRecords: z.array(z.object({ record: z.object({ Id: z.string() }) })).default([]) }))
    .default([]),
});

// Orgs are known to answer with the misspelt key, depending on the version of the API.
const duplicateErrors = z.array(
  z.object({ duplicateResult: duplicateResult.optional(), duplicateResut: duplicateResult.optional() }),
);

/** The ids that a `DUPLICATES_DETECTED` reply names, in Salesforce's order, without repeats; empty when it names none. */
export function matchedIds(body: unknown): readonly string[] {
  const errors = duplicateErrors.safeParse(body);
  if (!errors.success) return [];
  const ids = errors.data
    .flatMap((error) => error.duplicateResult ?? error.duplicateResut ?? [])
    .flatMap((result) => result.matchResults)
    .flatMap((match) => match.matchRecords)
    .map((match) => match.record.Id);
  return [...new Set(ids)];
}
