import type { JsonObject } from '../../../core/json.ts';
import { putRecord } from './put-record.ts';
import type { ZuoraCall } from './zuora-call.ts';

/** Changes the named fields of an account and leaves the others as they are ("API Reference", Accounts, Update an account). */
export function updateAccount(call: ZuoraCall, accountNumber: string, json: JsonObject): Promise<void> {
  const path = `/v1/accounts/${encodeURIComponent(accountNumber)}`;
  return putRecord(call, { path, json, doing: `update account ${accountNumber}` });
}
