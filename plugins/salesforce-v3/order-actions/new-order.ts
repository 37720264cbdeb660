import type { JsonObject } from '../../../core/json.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import { afterPart } from '../../kit/partial-effect.ts';
import { buyerAccount } from '../buyer-account.ts';
import { checkRepeat } from '../check-repeat.ts';
import { businessAccountFields, contactFields, personAccountFields } from '../customer/account-fields.ts';
import { type Customer, customerOf, customerSchema } from '../customer/customer.ts';
import type { SalesforceOptions } from '../options.ts';
import { personContactId } from '../person-contact-id.ts';
import { createRecord, type SalesforceRecord } from '../records/create-record.ts';
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
