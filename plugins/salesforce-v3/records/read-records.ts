import * as z from 'zod';
import { type PluginError, PluginOutcomeUnknown, PluginTransient } from '../../../core/errors/plugin-errors.ts';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
import type { HttpReply } from '../../../core/plugin/plugin-http.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { salesforceFailure } from '../../kit/salesforce.ts';
import type { RecordContext, SalesforceObject } from './record-context.ts';

/** What a field must have: a value, any of several, or none (`null`). */
export type Condition = string | boolean | null | readonly string[];

/** Selects the records of an object whose fields all meet a condition, oldest first. */
export interface RecordQuery {
  readonly object: SalesforceObject | 'RecordType';
  readonly fields: readonly string[];
  readonly where: Readonly<Record<string, Condition>>;
  /** How many records to read at most. @default 2, enough to tell one match from several */
  readonly limit?: number;
}

const recordsSchema = z.object({ records: z.array(z.record(z.string(), z.unknown())) });
const accountSchema = z.object({ PersonContactId: z.string().min(15) });

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\\': '\\\\', "'": "\\'" };

/**
 * Reads records by SOQL ("REST API Developer Guide", Query). Leaves out fields that are empty or not text.
 *
 * @throws PluginFailed, PluginTransient by Salesforce's reply
 */
export async function queryRecords(
  session: OAuthSession,
  context: RecordContext,
  { fields, limit = 2, object, where }: RecordQuery,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const { apiVersion, timeoutMs } = context.options;
  const conditions = Object.entries(where).map(([field, value]) => `${field} ${soqlCondition(value)}`);
  const order = object === 'RecordType' ? '' : ' ORDER BY CreatedDate';
  const soql = `SELECT ${fields.join(', ')} FROM ${object} WHERE ${conditions.join(' AND ')}${order} LIMIT ${limit}`;
  const path = `/services/data/${apiVersion}/query?${new URLSearchParams({ q: soql })}`;
  const reply = await session.send({ method: 'GET', path, timeoutMs });
  const found = recordsSchema.safeParse(reply.body);
  if (reply.status !== 200 || !found.success) throw readFailure(reply, `look up the ${object}`, context);
  return found.data.records.map((record) =>
    Object.fromEntries(
      fields.flatMap((field): [string, string][] => {
        const value = record[field];
        return typeof value === 'string' && value !== '' ? [[field, value]] : [];
      }),
    ),
  );
}

/**
 * Reads the ids of up to 200 records, oldest first.
 *
 * @throws PluginFailed, PluginTransient by Salesforce's reply
 */
export async function findIds(
  session: OAuthSession,
  context: RecordContext,
  object: SalesforceObject,
  where: RecordQuery['where'],
): Promise<readonly string[]> {
  const rows = await queryRecords(session, context, { object, fields: ['Id'], where, limit: 200 });
  return rows.flatMap(({ Id }) => Id ?? []);
}

/**
 * Reads the id of the contact that belongs to a person account.
 *
 * @throws PluginFailed there is no such account, or it is not a person account
 * @throws PluginTransient Salesforce gave no usable reply; reading has no effect
 */
export async function readPersonContactId(
  session: OAuthSession,
  context: RecordContext,
  accountId: string,
): Promise<string> {
  const { apiVersion, timeoutMs } = context.options;
  const path = `/services/data/${apiVersion}/sobjects/Account/${pathSegment(accountId)}?fields=PersonContactId`;
  const reply = await session.send({ method: 'GET', path, timeoutMs });
  const account = accountSchema.safeParse(reply.body);
  if (reply.status === 200 && account.success) return account.data.PersonContactId;
  throw readFailure(reply, 'read the contact of the person account', context);
}

/** Reading has no effect, so an unknown outcome is transient. */
function readFailure(reply: HttpReply, doing: string, { now, order }: RecordContext): PluginError {
  const failure = salesforceFailure(reply, doing, order, now());
  return failure instanceof PluginOutcomeUnknown ? new PluginTransient(failure.message, { cause: failure }) : failure;
}

function soqlCondition(value: Condition): string {
  if (typeof value === 'object' && value !== null) return `IN (${value.map(quote).join(', ')})`;
  return `= ${typeof value === 'string' ? quote(value) : String(value)}`;
}

/** Quotes a text for SOQL ("SOQL and SOSL Reference", Quoted String Escape Sequences). */
function quote(text: string): string {
  return `'${text.replace(/[\n\r\\']/g, (character) => ESCAPES[character] ?? character)}'`;
}
