import { PluginOutcomeUnknown } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import { afterPart } from '../../kit/partial-effect.ts';
import { businessAccountFields, contactFields, personAccountFields } from '../customer/account-fields.ts';
import { type Customer, customerOf, customerSchema } from '../customer/customer.ts';
import type { SalesforceOptions } from '../options.ts';
import { createRecord, type SalesforceRecord } from '../records/create-record.ts';
import { personContactId, queryRecords } from '../records/read-records.ts';
import type { OrderAction } from './order-action.ts';

/**
 * Puts the customer of a new order into Salesforce, or finds them there.
 *
 * A match is passed on as it is: an order that anybody can place does not overwrite a customer's record. An order that
 * was started in Salesforce names its account and contact under `tracking`, and these are taken. A contact that was there
 * brings its account along, unless the order names a company. Output: `crmId` (the account), `contactId`, and whether each
 * was there before (`matched`, `contactMatched`).
 */
export const newOrder: OrderAction = {
  problems,
  async run(context, session) {
    const customer = customerOf(context.order);
    const recognised = await accountOf(context, session, customer);
    const { account, contact } = await withContact(context, session, customer, recognised).catch((error: unknown) => {
      throw recognised.matched ? error : afterPart(error, `The account ${recognised.id} was created`);
    });
    context.log.info(account.matched ? 'The account was there' : 'Created the account', { crmId: account.id });
    return {
      output: {
        crmId: account.id,
        contactId: contact.id,
        matched: account.matched,
        contactMatched: contact.matched,
      },
    };
  },
};

function problems(order: JsonObject): readonly ActionProblem[] {
  const code = 'order_invalid';
  const parsed = customerSchema.safeParse(order);
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), code, message: issue.message }));
  }
  const { known, lastName } = customerOf(order);
  if (lastName !== undefined || (known.accountId !== undefined && known.contactId !== undefined)) return [];
  const message =
    'Expected a last name, which Salesforce requires of a contact, found none. Send the customer details.';
  return [{ path: 'customerDetails.lastName', code, message }];
}

async function withContact(
  context: PluginContext<SalesforceOptions>,
  session: OAuthSession,
  customer: Customer,
  recognised: SalesforceRecord,
): Promise<{ readonly account: SalesforceRecord; readonly contact: SalesforceRecord }> {
  const contact = await contactOf(context, session, customer, recognised);
  const account = await buyerAccount(context, session, customer, { account: recognised, contact });
  return { account, contact };
}

async function accountOf(
  context: PluginContext<SalesforceOptions>,
  session: OAuthSession,
  customer: Customer,
): Promise<SalesforceRecord> {
  if (customer.known.accountId !== undefined) return { id: customer.known.accountId, matched: true };
  const fieldsOf = context.options.createPersonAccount ? personAccountFields : businessAccountFields;
  const fields = fieldsOf(customer, context.options);
  await checkRepeat(session, context, fields);
  return createRecord(session, context, 'Account', fields);
}

async function contactOf(
  context: PluginContext<SalesforceOptions>,
  session: OAuthSession,
  customer: Customer,
  account: SalesforceRecord,
): Promise<SalesforceRecord> {
  if (customer.known.contactId !== undefined) return { id: customer.known.contactId, matched: true };
  if (!context.options.createPersonAccount) {
    return createRecord(session, context, 'Contact', contactFields(customer, account.id));
  }
  return { id: await personContactId(session, context, account.id), matched: account.matched };
}

/**
 * The account of who buys, when the account and the contact of a new order may belong to different customers.
 *
 * A known person who orders from a new billing address is known by the contact, by name and e-mail address, while the
 * account, known by name and billing address, is a new one. Who buys is then the account of the contact, as it is for a
 * lookup and for the probe. A repeat and a later order may find the new account by its address; it is the contact that
 * decides for them too, so that all of them answer the same customer. A company that the order names is who buys,
 * whoever ordered, and so is the account that the order brings.
 *
 * @param account as it was created or found
 * @param contact as it was created or found
 * @throws PluginFailed, PluginTransient what Salesforce's reply stands for
 */
export async function buyerAccount(
  context: PluginContext<SalesforceOptions>,
  session: OAuthSession,
  customer: Customer,
  { account, contact }: { readonly account: SalesforceRecord; readonly contact: SalesforceRecord },
): Promise<SalesforceRecord> {
  const isDecided = customer.company !== undefined || customer.known.accountId !== undefined;
  if (context.options.createPersonAccount || isDecided || !contact.matched) return account;
  const asked = { object: 'Contact', fields: ['AccountId'], where: { Id: contact.id } } as const;
  const [{ AccountId: id } = {}] = await queryRecords(session, context, asked);
  if (id === undefined || id === account.id) return account;
  const other = account.matched ? 'another one matches the address' : 'the one that was created stays empty';
  context.log.warn(`The contact belongs to an account, which is taken; ${other}`, { taken: id, other: account.id });
  return { id, matched: true };
}

/**
 * Makes sure that a later attempt does not create an account a second time.
 *
 * The standard duplicate rule knows a person by e-mail and a company by name and billing address, and an external id
 * needs no rule. An account with none of these was either not created by an earlier attempt, because nobody of its name
 * is there, or nobody can tell.
 *
 * @param fields the fields of the account to create
 * @throws PluginOutcomeUnknown an account of that name is there, and it may be the one of an earlier attempt
 */
export async function checkRepeat(
  session: OAuthSession,
  context: PluginContext<SalesforceOptions>,
  fields: JsonObject,
): Promise<void> {
  const { Name, PersonEmail, BillingStreet, BillingPostalCode } = fields;
  const recognised = PersonEmail ?? BillingStreet ?? BillingPostalCode ?? context.options.externalIdField;
  if (context.attempt === 1 || recognised !== undefined || typeof Name !== 'string') return;
  const found = await queryRecords(session, context, { object: 'Account', fields: ['Id'], where: { Name } });
  if (found.length === 0) return;
  throw new PluginOutcomeUnknown(
    'Expected to tell whether an earlier attempt created the account, found one of the same name and no address to know it by. Look at it in Salesforce, and set externalIdField or includeBillingDetails for the next orders.',
    { code: 'repeat_not_recognised' },
  );
}
