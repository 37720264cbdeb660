import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { type ActionProblem, checkOrder } from '../../kit/order-actions.ts';
import { afterPartialEffect } from '../../kit/partial-effect.ts';
import { newAccountFields, newContactFields } from '../customer/account-fields.ts';
import { type Customer, customerOf, customerSchema } from '../customer/customer.ts';
import { fieldProblems } from '../customer/field-lengths.ts';
import { confirmedRecords } from '../customer/find-customer.ts';
import { findPerson } from '../customer/find-person.ts';
import { identityOf } from '../customer/identity.ts';
import type { SalesforceOptions } from '../options.ts';
import { queryRecords, readPersonContactId } from '../records/read-records.ts';
import { externalIdOf } from '../records/record-context.ts';
import { createAccount } from './create-account.ts';
import { createContact } from './create-contact.ts';
import { deleteCreated, probeCreated } from './created-customer.ts';
import type { CustomerPair, CustomerRecord } from './customer-record.ts';
import { listed } from './listed.ts';
import type { OrderAction } from './order-action.ts';
import { severalCustomers } from './unclear-customer.ts';

type Context = PluginContext<SalesforceOptions>;

/**
 * Finds the customer of a new order in Salesforce, or creates them.
 *
 * An order that was started in Salesforce names its account and contact under `tracking`, and these are used if they have the
 * customer's e-mail address, or the option `namedRecords` trusts them. Otherwise the customer is the person with the same e-mail address, last name and first name, wherever they live now: the account of that contact
 * is used, and no second one is created. If the order names a company, it is the contact of that company, or else a new contact
 * in the company's account. Records that are only similar, by the org's duplicate rules, are never used.
 *
 * A match is not updated: anyone can place an order, so it must not overwrite a customer's record. Output: `crmId` (the
 * account), `contactId`, whether each existed before (`matched`, `contactMatched`), and the fields that were `dropped` or
 * `shortened`, if any.
 */
export const newOrder: OrderAction = {
  problems,
  async run(context, session) {
    const customer = customerOf(context.order);
    const known = await findKnown(session, context, customer);
    const account = known.account ?? (await createAccount(session, context, customer));
    const pair = await addContact(session, context, customer, { ...known, account }).catch((error: unknown) => {
      throw account.matched ? error : afterPartialEffect(error, `The account ${account.id} was created`);
    });
    const { id, matched } = pair.account;
    context.log.info(matched ? 'The account already exists' : 'Created the account', { crmId: id });
    return resultOf(pair);
  },
  probe: probeCreated,
  undo: deleteCreated,
};

function problems(order: JsonObject, options: SalesforceOptions): readonly ActionProblem[] {
  return checkOrder(customerSchema, order, () => {
    const customer = customerOf(order);
    const { known, lastName } = customer;
    if (known.accountId !== undefined && known.contactId !== undefined) return [];
    const fields = { ...newContactFields(customer, options).fields, ...newAccountFields(customer, options).fields };
    const tooLong = fieldProblems(order, customer.company === undefined ? withoutName(fields) : fields, options);
    if (lastName !== undefined) return tooLong;
    const message =
      'Expected a last name, which Salesforce requires of a contact, found none. Send the customer details.';
    return [{ path: 'customerDetails.lastName', code: 'order_invalid', message }, ...tooLong];
  });
}

/** The name of a person's account consists of names that are checked by themselves. */
function withoutName({ Name: _name, ...fields }: JsonObject): JsonObject {
  return fields;
}

/** What an order, an earlier attempt or Salesforce says about the customer's records. */
interface KnownRecords {
  readonly account: CustomerRecord | undefined;
  readonly contact: CustomerRecord | undefined;
}

async function findKnown(session: OAuthSession, context: Context, customer: Customer): Promise<KnownRecords> {
  const { accountId, contactId } = await namedIds(session, context, customer);
  const contact = contactId === undefined ? undefined : { id: contactId, matched: true };
  if (accountId !== undefined) return { account: { id: accountId, matched: true }, contact };
  if (contact !== undefined) return { account: await accountOf(session, context, contact.id), contact };
  const created = await findCreatedEarlier(session, context);
  if (created.account !== undefined) return created;
  const [found, ...others] = await findPerson(session, context, customer);
  if (others.length > 0) {
    severalCustomers(
      context,
      [found, ...others].flatMap((match) => match?.crmId ?? []),
    );
    return { account: undefined, contact: undefined };
  }
  if (found === undefined) return { account: undefined, contact: undefined };
  return {
    account: { id: found.crmId, matched: true },
    contact: found.contactId === undefined ? undefined : { id: found.contactId, matched: true },
  };
}

/**
 * Returns the ids of the records that an order names and may use.
 *
 * @throws PluginFailed `customer_not_confirmed`: it may not use them, and has no name for new ones
 */
async function namedIds(session: OAuthSession, context: Context, { known, lastName }: Customer): Promise<NamedIds> {
  if (context.options.namedRecords === 'trust') return known;
  const confirmed = await confirmedRecords(session, context, identityOf(context.order, 'any'));
  if (confirmed !== undefined) {
    return { accountId: confirmed.crmId, contactId: known.contactId === undefined ? undefined : confirmed.contactId };
  }
  if (lastName !== undefined) return { accountId: undefined, contactId: undefined };
  throw new PluginFailed(
    'Expected the e-mail address of the customer in the records under tracking, found another or none. Send the customer details, or set namedRecords to "trust" if the ids come from Salesforce.',
    { code: 'customer_not_confirmed' },
  );
}

type NamedIds = Customer['known'];

async function accountOf(session: OAuthSession, context: Context, contactId: string): Promise<CustomerRecord> {
  const query = { object: 'Contact', fields: ['AccountId'], where: { Id: contactId } } as const;
  const [{ AccountId: id } = {}] = await queryRecords(session, context, query);
  if (id !== undefined) return { id, matched: true };
  throw new PluginFailed(
    'Expected the contact in tracking.contactId to have an account in Salesforce, found none. Send the account under tracking.accountId.',
    { code: 'contact_not_found' },
  );
}

/** Finds the records of an earlier attempt by their external id. Salesforce might reject a second save of them. */
async function findCreatedEarlier(session: OAuthSession, context: Context): Promise<KnownRecords> {
  const { createPersonAccount, externalIdField } = context.options;
  if (context.attempt === 1 || externalIdField === undefined) return { account: undefined, contact: undefined };
  const where = { [externalIdField]: externalIdOf(context) };
  const [account] = await queryRecords(session, context, { object: 'Account', fields: ['Id'], where });
  const own = account?.Id === undefined ? undefined : { id: account.Id, matched: false };
  if (createPersonAccount) return { account: own, contact: undefined };
  const [contact] = await queryRecords(session, context, { object: 'Contact', fields: ['Id', 'AccountId'], where });
  if (contact?.Id === undefined || contact.AccountId === undefined) return { account: own, contact: undefined };
  return {
    account: own ?? { id: contact.AccountId, matched: true },
    contact: { id: contact.Id, matched: false },
  };
}

async function addContact(
  session: OAuthSession,
  context: Context,
  customer: Customer,
  { account, contact }: { readonly account: CustomerRecord; readonly contact: CustomerRecord | undefined },
): Promise<CustomerPair> {
  if (contact !== undefined) return { account, contact };
  if (!context.options.createPersonAccount) return createContact(session, context, customer, account);
  const id = await readPersonContactId(session, context, account.id);
  return { account, contact: { id, matched: account.matched } };
}

function resultOf({ account, contact }: CustomerPair): PluginResult {
  const dropped = [...(account.dropped ?? []), ...(contact.dropped ?? [])];
  const shortened = [...(account.shortened ?? []), ...(contact.shortened ?? [])];
  return {
    output: {
      crmId: account.id,
      contactId: contact.id,
      matched: account.matched,
      contactMatched: contact.matched,
      ...listed('dropped', dropped),
      ...listed('shortened', shortened),
    },
  };
}
