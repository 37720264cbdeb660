import * as z from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { definedFields } from '../../core/partner/defined-fields.ts';
import type { ProbeResult } from '../../core/plugin/define-plugin.ts';
import { readRecord } from './api/read-record.ts';
import type { ZuoraCall } from './api/zuora-call.ts';
import { readTargetAccount } from './order-actions/read-target.ts';

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
 * show tells nothing.
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

/** A contact is shown with all its fields, or not at all. */
function compare(sent: JsonObject, shown: JsonObject): readonly ('same' | 'other' | 'hidden')[] {
  return Object.entries(sent).map(([field, value]) => {
    const found = shown[field];
    if (found === undefined) return 'hidden';
    const contact = isJsonObject(found) ? found : {};
    const isSame = isJsonObject(value)
      ? Object.entries(value).every(([name, part]) => equal(part, contact[name]))
      : equal(value, found);
    return isSame ? 'same' : 'other';
  });
}

function equal(sent: JsonValue, shown: JsonValue | undefined): boolean {
  return sent === shown || (isEmpty(sent) && isEmpty(shown));
}

/** Zuora empties a field that is sent empty, and shows it as null or not at all. */
function isEmpty(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '';
}
