import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { putRecord, readRecord } from './record.ts';
import type { ZuoraCall } from './zuora-call.ts';

const accountSchema = z
  .object({
    basicInfo: z.looseObject({ id: z.string(), accountNumber: z.string(), crmId: z.string().nullish() }),
    billToContact: z.object({ workEmail: z.string().nullish(), personalEmail: z.string().nullish() }).nullish(),
    billingAndPayment: z.object({
      currency: z.string(),
      autoPay: z.boolean().nullish(),
      defaultPaymentMethodId: z.string().nullish(),
    }),
  })
  .transform(({ basicInfo, billToContact, billingAndPayment }) => ({
    id: basicInfo.id,
    accountNumber: basicInfo.accountNumber,
    currency: billingAndPayment.currency,
    autoPay: billingAndPayment.autoPay === true,
    defaultPaymentMethodId: billingAndPayment.defaultPaymentMethodId ?? undefined,
    crmId: basicInfo.crmId ?? undefined,
    /** Of the bill-to contact. */
    emails: [billToContact?.workEmail, billToContact?.personalEmail].filter((email) => typeof email === 'string'),
    /** Besides Zuora's own fields, its custom fields. */
    fields: basicInfo,
  }));

const CONTACTS = ['billToContact', 'soldToContact'] as const;
const name = z
  .string()
  .nullish()
  .transform((given) => given ?? undefined);
const contact = z.object({ firstName: name, lastName: name }).nullish();
const contactsSchema = z.object({ billToContact: contact, soldToContact: contact });

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
    path: `/v1/accounts/${pathSegment(key)}`,
    schema: accountSchema,
    doing: `read account ${key}`,
    missingCode: 'account_not_found',
  });
}

/**
 * Updates fields of an account, and leaves its other fields unchanged ("API Reference", Accounts, Update an account).
 *
 * Zuora requires the first and last name of every contact in the request. Names that do not change are sent as the account
 * shows them, those of a missing sold-to contact as in the bill-to contact.
 *
 * @param json its contacts with the fields that change
 */
export async function updateAccount(call: ZuoraCall, accountNumber: string, json: JsonObject): Promise<void> {
  const path = `/v1/accounts/${pathSegment(accountNumber)}`;
  const named = await withContactNames(call, accountNumber, json);
  return putRecord(call, { path, json: named, doing: `update account ${accountNumber}` });
}

async function withContactNames(call: ZuoraCall, accountNumber: string, json: JsonObject): Promise<JsonObject> {
  const contacts = CONTACTS.flatMap((name) => {
    const contact = json[name];
    return contact !== undefined && isJsonObject(contact) ? [{ name, contact }] : [];
  });
  if (contacts.every(({ contact }) => isNamed(contact))) return json;
  const shown = await readRecord(call, {
    path: `/v1/accounts/${pathSegment(accountNumber)}`,
    schema: contactsSchema,
    doing: `read account ${accountNumber}`,
    missingCode: 'account_not_found',
  });
  const completed = contacts.map(({ contact, name }) => {
    const { firstName, lastName } = shown[name] ?? shown.billToContact ?? {};
    return [name, { ...definedFields({ firstName, lastName }), ...contact }];
  });
  return { ...json, ...Object.fromEntries(completed) };
}

function isNamed({ firstName, lastName }: JsonObject): boolean {
  return firstName !== undefined && lastName !== undefined;
}
