import { createHash } from 'node:crypto';
import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
import { postOnce } from './post-once.ts';
import { findRecord } from './record.ts';
import type { ZuoraCall } from './zuora-call.ts';

const createdSchema = z.object({ accountNumber: z.string() });
const foundSchema = z.object({ basicInfo: z.object({ accountNumber: z.string() }) });

/**
 * Creates an account without a subscription, once ("API Reference", Accounts, Create an account).
 *
 * The request sets the account's number, which finds the account if Zuora's answer is lost or its idempotency key has expired.
 *
 * @param fields the `newAccount` of an order; the postcode and the custom fields have other places here
 * @returns the account's number
 */
export async function createAccount(call: ZuoraCall, fields: JsonObject): Promise<string> {
  const accountNumber = accountNumberOf(call.context.idempotencyKey);
  const { customFields, ...account } = fields;
  const named = Object.entries(account).map(([name, value]) => [name, accountField(name, value)]);
  const created = await postOnce<z.output<typeof createdSchema>>(call, {
    path: '/v1/accounts',
    json: { ...Object.fromEntries(named), ...(isJsonObject(customFields) && customFields), accountNumber },
    schema: createdSchema,
    doing: 'create the account',
    hasOwnNumber: true,
    find: () => findAccount(call, accountNumber),
  });
  return created.accountNumber;
}

async function findAccount(
  call: ZuoraCall,
  accountNumber: string,
): Promise<z.output<typeof createdSchema> | undefined> {
  const path = `/v1/accounts/${pathSegment(accountNumber)}`;
  const found = await findRecord(call, { path, schema: foundSchema, doing: `look up account ${accountNumber}` });
  return found?.basicInfo;
}

function accountField(name: string, value: JsonObject[string] | undefined): JsonObject[string] | undefined {
  if (!name.endsWith('Contact') || !isJsonObject(value)) return value;
  const { postalCode, ...contact } = value;
  return postalCode === undefined ? contact : { ...contact, zipCode: postalCode };
}

/** Returns the number of a step's account: at most 50 letters, digits and hyphens, always the same for the same key. */
function accountNumberOf(idempotencyKey: string): string {
  return `A-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 24)}`;
}
