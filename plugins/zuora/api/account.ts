import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { putRecord, readRecord } from './record.ts';
import type { ZuoraCall } from './zuora-call.ts';

const accountSchema = z
  .object({
    basicInfo: z.object({ id: z.string(), accountNumber: z.string() }),
    billingAndPayment: z.object({ currency: z.string(), autoPay: z.boolean().nullish() }),
  })
  .transform(({ basicInfo, billingAndPayment }) => ({
    id: basicInfo.id,
    accountNumber: basicInfo.accountNumber,
    currency: billingAndPayment.currency,
    autoPay: billingAndPayment.autoPay === true,
  }));

/** A billing account. */
export type Account = z.output<typeof accountSchema>;

/**
 * Reads an account ("API Reference", Accounts, Retrieve an account).
 *
 * @param key the account's number or id
 * @throws PluginFailed `account_not_found`
 */
export function readAccount(call: ZuoraCall, key: string): Promise<Account> {
  return readRecord(call, {
    path: `/v1/accounts/${encodeURIComponent(key)}`,
    schema: accountSchema,
    doing: `read account ${key}`,
    missingCode: 'account_not_found',
  });
}

/** Updates fields of an account, and leaves its other fields unchanged ("API Reference", Accounts, Update an account). */
export function updateAccount(call: ZuoraCall, accountNumber: string, json: JsonObject): Promise<void> {
  const path = `/v1/accounts/${encodeURIComponent(accountNumber)}`;
  return putRecord(call, { path, json, doing: `update account ${accountNumber}` });
}
