import { PluginOutcomeUnknown } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { type ActionProblem, checkOrder } from '../../kit/order-actions.ts';
import { afterPartialEffect } from '../../kit/partial-effect.ts';
import { businessAccountFields, contactFields, personAccountFields } from '../customer/account-fields.ts';
import { type Customer, customerOf, customerSchema } from '../customer/customer.ts';
import type { SalesforceOptions } from '../options.ts';
import { createRecord, type SalesforceRecord } from '../records/create-record.ts';
import { queryRecords, readPersonContactId } from '../records/read-records.ts';
import { deleteCreated, probeCreated } from './created-customer.ts';
import type { OrderAction } from './order-action.ts';

type Context = PluginContext<SalesforceOptions>;

/**
 * Creates the customer of a new order in Salesforce, or finds the existing one.
 *
 * A match is not updated: anyone can place an order, so it must not overwrite a customer's record. An order that was started
 * in Salesforce names its account and contact under `tracking`, and these are used. If the contact exists, its account is
 * used, unless the order names a company. Output: `crmId` (the account), `contactId`, and whether each existed before
 * (`matched`, `contactMatched`).
 */
export const newOrder: OrderAction = {
  problems,
  async run(context, session) {
    const customer = customerOf(context.order);
    const found = await findOrCreateAccount(context, session, customer);
    const { account, contact } = await addContact(context, session, customer, found).catch((error: unknown) => {
      throw found.matched ? error : afterPartialEffect(error, `The account ${found.id} was created`);
    });
    context.log.info(account.matched ? 'The account already exists' : 'Created the account', { crmId: account.id });
    return {
      output: {
        crmId: account.id,
        contactId: contact.id,
        matched: account.matched,
        contactMatched: contact.matched,
      },
    };
  },
  probe: probeCreated,
  undo: deleteCreated,
};

function problems(order: JsonObject): readonly ActionProblem[] {
  return checkOrder(customerSchema, order, () => {
    const { known, lastName } = customerOf(order);
    if (lastName !== undefined || (known.accountId !== undefined && known.contactId !== undefined)) return [];
    const message =
      'Expected a last name, which Salesforce requires of a contact, found none. Send the customer details.';
    return [{ path: 'customerDetails.lastName', code: 'order_invalid', message }];
  });
}

async function addContact(
  context: Context,
  session: OAuthSession,
  customer: Customer,
  found: SalesforceRecord,
): Promise<{ readonly account: SalesforceRecord; readonly contact: SalesforceRecord }> {
  const contact = await findOrCreateContact(context, session, customer, found);
  const account = await findBuyerAccount(context, session, customer, { account: found, contact });
  return { account, contact };
}

async function findOrCreateAccount(
  context: Context,
  session: OAuthSession,
  customer: Customer,
): Promise<SalesforceRecord> {
  if (customer.known.accountId !== undefined) return { id: customer.known.accountId, matched: true };
  const fieldsOf = context.options.createPersonAccount ? personAccountFields : businessAccountFields;
  const fields = fieldsOf(customer, context.options);
  await checkRepeat(session, context, fields);
  return createRecord(session, context, 'Account', fields);
}

async function findOrCreateContact(
  context: Context,
  session: OAuthSession,
  customer: Customer,
  account: SalesforceRecord,
): Promise<SalesforceRecord> {
  if (customer.known.contactId !== undefined) return { id: customer.known.contactId, matched: true };
  if (!context.options.createPersonAccount) {
    return createRecord(session, context, 'Contact', contactFields(customer, account.id));
  }
  return { id: await readPersonContactId(session, context, account.id), matched: account.matched };
}

/**
 * Returns the account of the buyer, because the account and the contact of a new order can belong to different customers.
 *
 * A known person who orders with a new billing address has an existing contact, matched by name and e-mail address, and a new
 * account, because no account has this name and billing address. The buyer is then the account of the contact, as for a
 * lookup and for the probe. A repeat or a later order may find the new account by its address; the contact decides for them
 * too, so that all of them return the same customer. If the order names a company or an account, that is the buyer.
 *
 * @throws PluginFailed, PluginTransient by Salesforce's reply
 */
async function findBuyerAccount(
  context: Context,
  session: OAuthSession,
  customer: Customer,
  { account, contact }: { readonly account: SalesforceRecord; readonly contact: SalesforceRecord },
): Promise<SalesforceRecord> {
  const isNamed = customer.company !== undefined || customer.known.accountId !== undefined;
  if (context.options.createPersonAccount || isNamed || !contact.matched) return account;
  const query = { object: 'Contact', fields: ['AccountId'], where: { Id: contact.id } } as const;
  const [{ AccountId: id } = {}] = await queryRecords(session, context, query);
  if (id === undefined || id === account.id) return account;
  const other = account.matched ? 'another account matches the address' : 'the account that was created stays empty';
  context.log.warn(`Using the account of the contact; ${other}`, { taken: id, other: account.id });
  return { id, matched: true };
}

/**
 * Prevents a later attempt from creating an account a second time.
 *
 * The standard duplicate rule recognises a person by e-mail address and a company by name and billing address, and an
 * external id needs no rule. For an account with none of these, a missing name means that no earlier attempt created it; an
 * existing name is inconclusive.
 *
 * @throws PluginOutcomeUnknown `repeat_not_recognised`: an account of that name exists, perhaps from an earlier attempt
 */
async function checkRepeat(session: OAuthSession, context: Context, fields: JsonObject): Promise<void> {
  const { Name, PersonEmail, BillingStreet, BillingPostalCode } = fields;
  const recognisedBy = PersonEmail ?? BillingStreet ?? BillingPostalCode ?? context.options.externalIdField;
  if (context.attempt === 1 || recognisedBy !== undefined || typeof Name !== 'string') return;
  const found = await queryRecords(session, context, { object: 'Account', fields: ['Id'], where: { Name } });
  if (found.length === 0) return;
  throw new PluginOutcomeUnknown(
    'An account of the same name exists, without an address to recognise it by, so it is unclear whether an earlier attempt created it. Check the account in Salesforce, and set externalIdField or includeBillingDetails for future orders.',
    { code: 'repeat_not_recognised' },
  );
}
