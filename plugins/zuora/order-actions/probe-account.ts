import * as z from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts';
import type { ProbeResult } from '../../../core/plugin/define-plugin.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { readRecord } from '../api/record.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import { readTargetAccount } from './read-target.ts';

const part = z.record(z.string(), z.json()).nullish();
const accountSchema = z.object({
  basicInfo: part,
  billingAndPayment: part,
  billToContact: part,
  soldToContact: part,
});

/**
 * Whether the account of an order has the new values already ("API Reference", Accounts, Retrieve an account).
 *
 * Setting them again changes nothing, so an account with other values counts as not changed. A field that Zuora does not
 * show tells nothing, nor does a code that it shows as a name.
 *
 * @param changes fields as they were sent
 * @param output what the step answers beside the account
 */
export async function probeAccount(
  call: ZuoraCall,
  changes: JsonObject,
  output: JsonObject = {},
): Promise<ProbeResult> {
  const target = await readTargetAccount(call);
  const account = await readRecord(call, {
    path: `/v1/accounts/${encodeURIComponent(target.accountNumber)}`,
    schema: accountSchema,
    doing: `read account ${target.accountNumber}`,
    missingCode: 'account_not_found',
  });
  const shown: JsonObject = {
    ...account.basicInfo,
    ...account.billingAndPayment,
    ...definedFields({ billToContact: account.billToContact, soldToContact: account.soldToContact }),
  };
  const compared = compare(changes, shown);
  if (compared.includes('other')) return { applied: false };
  if (compared.includes('hidden')) return { applied: 'unknown' };
  return { applied: true, output: { ...definedFields({ ...target }), ...output } };
}

type Comparison = 'same' | 'other' | 'hidden';

function compare(sent: JsonObject, shown: JsonObject): readonly Comparison[] {
  return Object.entries(sent).map(([field, value]) => {
    const found = shown[field];
    if (found === undefined) return 'hidden';
    if (!isJsonObject(value)) return equal(value, found) ? 'same' : 'other';
    return compareContact(value, isJsonObject(found) ? found : {});
  });
}

/** A contact is shown with all its fields, or not at all. */
function compareContact(sent: JsonObject, shown: JsonObject): Comparison {
  const fields = Object.entries(sent).map(([name, value]) => comparePart(name, value, shown[name]));
  if (fields.includes('other')) return 'other';
  return fields.includes('same') ? 'same' : 'hidden';
}

/**
 * Zuora translates the code of a country or state and shows the name ("Country, State, and Province Codes"). A tenant may
 * rename both there, so that the name of another tells nothing for certain: the rest of the address tells.
 */
function comparePart(name: string, sent: JsonValue, shown: JsonValue | undefined): Comparison {
  if (equal(sent, shown)) return 'same';
  if (!TRANSLATED.includes(name) || typeof sent !== 'string' || typeof shown !== 'string') return 'other';
  if (name === 'country' && countryName(sent) === shown) return 'same';
  return CODE.test(sent) && shown.length > sent.length ? 'hidden' : 'other';
}

const TRANSLATED: readonly string[] = ['country', 'state'];
const CODE = /^[a-z]{1,3}$/i;

/** The English name of a country by its code of two letters (ISO 3166-1); undefined when it is none. */
function countryName(code: string): string | undefined {
  if (!/^[a-z]{2}$/i.test(code)) return undefined;
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code.toUpperCase());
}

function equal(sent: JsonValue, shown: JsonValue | undefined): boolean {
  return sent === shown || (isEmpty(sent) && isEmpty(shown));
}

/** Zuora empties a field that is sent empty, and shows it as null or not at all. */
function isEmpty(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '';
}
