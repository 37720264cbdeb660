import type { JsonObject } from '../../../core/json.ts';
import type { HttpReply } from '../../../core/plugin/plugin-http.ts';
import { salesforceErrors } from '../../kit/salesforce.ts';
import type { RecordContext } from './record-context.ts';

/** The state or the country of an address, by name or by code. */
const REGION = /^(Billing|Shipping)(State|Country)(Code)?$/;

/**
 * Sends fields until Salesforce rejects no state and no country any more: the account matters more than a part of its address.
 *
 * A state needs its country, so it goes with it. Every other rejection is returned as it is.
 *
 * @returns the last reply, and the fields that it did not contain any more
 */
export async function sendAcceptedRegions(
  { log }: RecordContext,
  fields: JsonObject,
  send: (fields: JsonObject) => Promise<HttpReply>,
): Promise<{ readonly reply: HttpReply; readonly dropped: readonly string[] }> {
  let remaining = fields;
  const dropped: string[] = [];
  for (;;) {
    const reply = await send(remaining);
    const rejected = rejectedRegions(reply, remaining);
    if (rejected.length === 0) return { reply, dropped };
    log.warn('Salesforce rejected a part of an address; sending the record without it', { fields: [...rejected] });
    dropped.push(...rejected);
    remaining = Object.fromEntries(
      Object.entries(remaining).map(([field, value]) => [field, rejected.includes(field) ? null : value]),
    );
  }
}

/** Returns the fields of the states and countries that a reply rejects, if it rejects nothing else. */
function rejectedRegions(reply: HttpReply, sent: JsonObject): readonly string[] {
  const errors = salesforceErrors(reply);
  if (errors.length === 0 || errors.some(({ errorCode }) => errorCode !== 'FIELD_INTEGRITY_EXCEPTION')) return [];
  const regions = errors.flatMap(({ fields }) => fields).map((field) => REGION.exec(field));
  if (regions.includes(null)) return [];
  return Object.keys(sent).filter((field) => {
    const [, kind, part] = REGION.exec(field) ?? [];
    const isRejected = regions.some((region) => region?.[1] === kind && (region?.[2] === part || part === 'State'));
    return kind !== undefined && sent[field] !== null && isRejected;
  });
}
