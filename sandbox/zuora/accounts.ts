import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import type { Transaction } from '../state/transaction.ts';
import { notFound, zuoraRefusal } from './errors.ts';
import { effectKey, internalId, nextNumber } from './identifiers.ts';
import { type Account, accounts, type PaymentMethod, paymentMethods, recordByKey } from './records.ts';
import { modelObject, requestBody, textField } from './request-body.ts';

/** Zuora stores the name of a country for its code. Source: "Country, State, and Province Codes". */
const countryField = z.string().transform((country) => (/^[a-z]{2}$/i.test(country) ? countryName(country) : country));

const INTERNAL_ID = /^[0-9a-f]{32}$/;

const contactFields = {
  firstName: textField.max(100),
  lastName: textField.max(100),
  country: countryField.nullish(),
};
const OTHER_CONTACT_FIELDS =
  'address1 address2 city county fax homePhone mobilePhone nickname otherPhone otherPhoneType personalEmail state taxRegion workEmail workPhone';

/** Source: zuora-sdk 3.21.0, `UpdateAccountContact`. */
const contactSchema = modelObject(contactFields, `${OTHER_CONTACT_FIELDS} zipCode`, true);

/** An order names the postcode differently. Source: zuora-sdk 3.21.0, `OrderCreateAccountContact`. */
const orderContactSchema = modelObject(
  contactFields,
  `${OTHER_CONTACT_FIELDS} contactDescription postalCode`,
  true,
).transform(({ postalCode, ...contact }) => ({ ...contact, ...(postalCode !== undefined && { zipCode: postalCode }) }));

const newAccountFields = {
  accountNumber: textField.max(50).optional(),
  name: textField.max(255),
  currency: z.string().length(3),
  hpmCreditCardPaymentMethodId: textField.optional(),
};
const OTHER_ACCOUNT_FIELDS =
  'additionalEmailAddresses autoPay batch communicationProfileId creditMemoTemplateId crmId customerServiceRepName debitMemoTemplateId invoiceDeliveryPrefsEmail invoiceDeliveryPrefsPrint invoiceTemplateId notes parentId partnerAccount paymentGateway paymentTerm purchaseOrderNumber salesRep sequenceSetId shipToContact taxInfo';

/** Body of "Create an account". Source: zuora-sdk 3.21.0, `CreateAccountRequest`. */
const newAccountSchema = modelObject(
  { ...newAccountFields, billToContact: contactSchema, soldToContact: contactSchema.optional() },
  `${OTHER_ACCOUNT_FIELDS} billCycleDay creditCard paymentMethod`,
  true,
);

/** `newAccount` of an order; a bill cycle day of 0 lets Zuora set it. Source: zuora-sdk 3.21.0, `OrderCreateAccount`. */
export const orderAccountSchema = modelObject(
  {
    ...newAccountFields,
    billCycleDay: z.number().int().min(0).max(31),
    billToContact: orderContactSchema,
    soldToContact: orderContactSchema.optional(),
  },
  `${OTHER_ACCOUNT_FIELDS} allowInvoiceEdit creditCard customFields paymentMethod shipToSameAsBillTo soldToSameAsBillTo`,
);

/** A valid new account. */
export type NewAccount = z.infer<typeof newAccountSchema> | z.infer<typeof orderAccountSchema>;

/** Source: zuora-sdk 3.21.0, `UpdateAccountRequest`. */
const changedAccountSchema = modelObject(
  {
    name: textField.max(255).optional(),
    billToContact: contactSchema.optional(),
    soldToContact: contactSchema.optional(),
    defaultPaymentMethodId: textField.optional(),
  },
  `${OTHER_ACCOUNT_FIELDS} billCycleDay billToContactId paymentGatewayNumber shipToContactId soldToContactId tagging`,
  true,
);

/**
 * Creates an account.
 *
 * @throws Refusal when the account number is taken.
 */
export function createAccount(call: Call, request: NewAccount): Account {
  const { transaction } = call;
  const { name, currency, hpmCreditCardPaymentMethodId, ...others } = request;
  // Card data must not end up in the state file.
  const { creditCard: _card, paymentMethod: _method, ...details } = others;
  const accountNumber = request.accountNumber ?? nextNumber(transaction, 'A');
  if (transaction.get(accounts, accountNumber) !== undefined) {
    throw zuoraRefusal({ category: 'businessRule' }, `The account number ${accountNumber} already exists.`);
  }
  const paymentMethodId = hpmCreditCardPaymentMethodId ?? null;
  const account = { id: internalId(), accountNumber, name, currency, defaultPaymentMethodId: paymentMethodId, details };
  transaction.put(accounts, accountNumber, account);
  if (hpmCreditCardPaymentMethodId !== undefined) {
    const method = { id: hpmCreditCardPaymentMethodId, type: 'CreditCardReferenceTransaction', accountNumber };
    transaction.put(paymentMethods, method.id, method);
  }
  const key = effectKey(call, accountNumber);
  transaction.effect({ partner: 'zuora', kind: 'account.created', key, accountNumber });
  return account;
}

/**
 * Returns the account with this number or id.
 *
 * @throws Refusal when there is none.
 */
export function accountByKey(transaction: Transaction, key: string): Account {
  return recordByKey(transaction, accounts, key);
}

/**
 * Returns the payment method with this id. The sandbox has no hosted payment pages: an unknown id of 32 hexadecimal digits
 * counts as an orphan that a customer created on such a page.
 *
 * @throws Refusal for any other unknown id.
 */
export function paymentMethodById(transaction: Transaction, id: string): PaymentMethod {
  const existing = transaction.get(paymentMethods, id);
  if (existing !== undefined) return existing;
  if (!INTERNAL_ID.test(id)) throw notFound(id);
  return { id, type: 'CreditCardReferenceTransaction', accountNumber: null };
}

/**
 * Returns a payment method to collect a payment of an account with. An orphan becomes a method of the account.
 *
 * @throws Refusal when there is no such method, or it belongs to another account.
 */
export function paymentMethodOfAccount({ transaction }: Call, id: string, { accountNumber }: Account): PaymentMethod {
  const method = paymentMethodById(transaction, id);
  if (method.accountNumber !== null && method.accountNumber !== accountNumber) {
    const message = `The payment method ${id} does not belong to the account ${accountNumber}.`;
    throw zuoraRefusal({ category: 'businessRule' }, message);
  }
  const own = { ...method, accountNumber };
  transaction.put(paymentMethods, id, own);
  return own;
}

function countryName(code: string): string {
  return new Intl.DisplayNames('en', { type: 'region' }).of(code.toUpperCase()) ?? code;
}

function create(call: Call): Reply {
  const account = createAccount(call, requestBody(call.request.body, newAccountSchema));
  return { status: 200, body: { success: true, accountId: account.id, accountNumber: account.accountNumber } };
}

function read({ transaction, param }: Call): Reply {
  const { details, ...account } = accountByKey(transaction, param('key'));
  const { billToContact, soldToContact = billToContact, autoPay = false, crmId = null, ...others } = details;
  const customFields = Object.fromEntries(Object.entries(others).filter(([name]) => name.endsWith('__c')));
  const { id, name, accountNumber, currency, defaultPaymentMethodId } = account;
  return {
    status: 200,
    body: {
      success: true,
      basicInfo: { id, name, accountNumber, status: 'Active', crmId, ...customFields },
      billingAndPayment: { currency, autoPay, defaultPaymentMethodId },
      billToContact,
      soldToContact,
    },
  };
}

function update(call: Call): Reply {
  const { transaction, param } = call;
  const account = accountByKey(transaction, param('key'));
  const request = requestBody(call.request.body, changedAccountSchema);
  const { name, defaultPaymentMethodId, ...changes } = request;
  if (defaultPaymentMethodId !== undefined) {
    const method = paymentMethodById(transaction, defaultPaymentMethodId);
    if (method.accountNumber !== account.accountNumber) {
      const message = `The payment method ${method.id} does not belong to the account ${account.accountNumber}.`;
      throw zuoraRefusal({ category: 'businessRule' }, message);
    }
  }
  const changed: Account = {
    ...account,
    name: name ?? account.name,
    defaultPaymentMethodId: defaultPaymentMethodId ?? account.defaultPaymentMethodId,
    details: mergeContacts(account.details, changes),
  };
  if (JSON.stringify(changed) === JSON.stringify(account)) return { status: 200, body: { success: true } };
  transaction.put(accounts, account.accountNumber, changed);
  const key = effectKey(call, account.accountNumber);
  const fields = Object.keys(request);
  transaction.effect({ partner: 'zuora', kind: 'account.updated', key, accountNumber: account.accountNumber, fields });
  return { status: 200, body: { success: true } };
}

function mergeContacts(details: Account['details'], changes: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...details };
  for (const [field, value] of Object.entries(changes)) {
    const isContact = field === 'billToContact' || field === 'soldToContact';
    merged[field] = isContact ? { ...(details[field] as object | undefined), ...(value as object) } : value;
  }
  return merged;
}

/** `POST`, `GET` and `PUT /v1/accounts`. Source: Zuora v1 API reference, "Accounts". */
export const accountRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/v1/accounts', kind: 'write', handle: create },
  { method: 'GET', pattern: '/v1/accounts/:key', kind: 'read', handle: read },
  { method: 'PUT', pattern: '/v1/accounts/:key', kind: 'write', handle: update },
];
