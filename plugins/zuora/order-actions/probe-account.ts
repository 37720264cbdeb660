import * as z from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts';
import type { ProbeResult } from '../../../core/plugin/define-plugin.ts';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
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
 * Asks Zuora whether the account of an order already has the new values ("API Reference", Accounts, Retrieve an account).
 *
 * Setting the values again changes nothing, so an account with other values counts as not changed. A field that Zuora does
 * not show is inconclusive, and so is a code that it shows as a name.
 *
 * @param changes the fields as they were sent
 * @param output what the step returns besides the account. @default nothing
 */
export async function probeAccount(
  call: ZuoraCall,
  changes: JsonObject,
  output: JsonObject = {},
): Promise<ProbeResult> {
  const target = await readTargetAccount(call);
  const account = await readRecord(call, {
    path: `/v1/accounts/${pathSegment(target.accountNumber)}`,
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
  if (compared.includes('different')) return { applied: false };
  if (compared.includes('hidden')) return { applied: 'unknown' };
  return { applied: true, output: { ...definedFields({ ...target }), ...output } };
}

type Comparison = 'same' | 'different' | 'hidden';

function compare(sent: JsonObject, shown: JsonObject): readonly Comparison[] {
  return Object.entries(sent).map(([field, value]) => {
    const found = shown[field];
    if (found === undefined) return 'hidden';
    if (!isJsonObject(value)) return isSame(value, found) ? 'same' : 'different';
    return compareContact(value, isJsonObject(found) ? found : {});
  });
}

/** Zuora shows all fields of a contact, or none. */
function compareContact(sent: JsonObject, shown: JsonObject): Comparison {
  const fields = Object.entries(sent).map(([name, value]) => compareField(name, value, shown[name]));
  if (fields.includes('different')) return 'different';
  return fields.includes('same') ? 'same' : 'hidden';
}

/**
 * Zuora translates the code of a country or state and shows the name ("Country, State, and Province Codes"). A tenant can
 * rename both, so a different name is inconclusive, and the rest of the address decides.
 */
function compareField(name: string, sent: JsonValue, shown: JsonValue | undefined): Comparison {
  if (isSame(sent, shown)) return 'same';
  if (!TRANSLATED.includes(name) || typeof sent !== 'string' || typeof shown !== 'string') return 'different';
  if (name === 'country' && countryName(sent) === shown) return 'same';
  return CODE.test(sent) && shown.length > sent.length ? 'hidden' : 'different';
}

const TRANSLATED: readonly string[] = ['country', 'state'];
const CODE = /^[a-z]{1,3}$/i;

/** Returns the English name of a country by its two-letter code (ISO 3166-1); `undefined` for any other text. */
function countryName(code: string): string | undefined {
  if (!/^[a-z]{2}$/i.test(code)) return undefined;
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code.toUpperCase());
}

function isSame(sent: JsonValue, shown: JsonValue | undefined): boolean {
  return sent === shown || (isEmpty(sent) && isEmpty(shown));
}

/** Zuora empties a field that is sent empty, and shows it as `null` or not at all. */
function isEmpty(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '';
}
