import * as z from 'zod';
import { type PluginError, PluginOutcomeUnknown, PluginTransient } from '../../../core/errors/plugin-errors.ts';
import type { HttpReply } from '../../../core/plugin/plugin-http.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { salesforceFailure } from '../../kit/salesforce.ts';
import type { RecordContext } from './record-context.ts';

/** What to look for: the records of an object whose fields all have these values. */
export interface RecordQuery {
  readonly object: 'Account' | 'Contact';
  readonly fields: readonly string[];
  readonly where: Readonly<Record<string, string>>;
  /** How many records at most. @default 2: one match is an answer, two are a question */
  readonly limit?: number;
}

const recordsSchema = z.object({ records: z.array(z.record(z.string(), z.unknown())) });

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\\': '\\\\', "'": "\\'" };

/**
 * Looks records up by SOQL ("REST API Developer Guide", Query). Fields without a text are left out.
 *
 * @throws PluginFailed, PluginTransient what Salesforce's reply stands for
 */
export async function queryRecords(
  session: OAuthSession,
  context: RecordContext,
  { fields, limit = 2, object, where }: RecordQuery,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const { apiVersion, timeoutMs } = context.options;
  const conditions = Object.entries(where).map(([field, value]) => `${field} = ${quoted(value)}`);
  const soql = `SELECT ${fields.join(', ')} FROM ${object} WHERE ${conditions.join(' AND ')} LIMIT ${limit}`;
  const path = `/services/data/${apiVersion}/query?q=${encodeURIComponent(soql)}`;
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

/** A text in SOQL ("SOQL and SOSL Reference", Quoted String Escape Sequences). */
function quoted(text: string): string {
  return `'${text.replace(/[\n\r\\']/g, (character) => ESCAPES[character] ?? character)}'`;
}

const accountSchema = z.object({ PersonContactId: z.string().min(15) });

/**
 * Reads the contact that Salesforce keeps for a person account.
 *
 * @throws PluginFailed there is no such account, or it is not a person account
 * @throws PluginTransient Salesforce has no usable answer just now; reading changes nothing
 */
export async function personContactId(
  session: OAuthSession,
  context: RecordContext,
  accountId: string,
): Promise<string> {
  const { apiVersion, timeoutMs } = context.options;
  const path = `/services/data/${apiVersion}/sobjects/Account/${encodeURIComponent(accountId)}?fields=PersonContactId`;
  const reply = await session.send({ method: 'GET', path, timeoutMs });
  const account = accountSchema.safeParse(reply.body);
  if (reply.status === 200 && account.success) return account.data.PersonContactId;
  throw readFailure(reply, 'name the contact of the person account', context);
}

/** The plugin error of a reading request: reading changes nothing, so an unknown outcome is one that may pass. */
export function readFailure(reply: HttpReply, doing: string, { now, order }: RecordContext): PluginError {
  const failure = salesforceFailure(reply, doing, order, now());
  return failure instanceof PluginOutcomeUnknown ? new PluginTransient(failure.message, { cause: failure }) : failure;
}
