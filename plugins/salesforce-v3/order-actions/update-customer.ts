import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import { afterPart } from '../../kit/partial-effect.ts';
import { changedEmail, heldUnderNewEmail } from '../customer/applied-changes.ts';
import { type CustomerChanges, changeIssues } from '../customer/customer-changes.ts';
import { customerResult, findCustomer, hasRecordsFor, type KnownCustomer } from '../customer/find-customer.ts';
import { identityOf } from '../customer/identity.ts';
import type { SalesforceOptions } from '../options.ts';
import { updateRecord } from '../records/change-record.ts';
import { lookUp } from './look-up.ts';
import type { OrderAction } from './order-action.ts';

/**
 * An action that changes what Salesforce knows of a customer, and passes the ids on. Output: as for a new order, and
 * `updated`, the objects that were written.
 *
 * The record is found by the ids that the order brings, the order that began the subscription, or the e-mail address
 * of the logged-in user, never by the details that the order changes; a repeat that finds nobody recognises by the new
 * e-mail address what an earlier attempt did. An order that changes nothing that Salesforce is told is a lookup.
 *
 * @param changesOf what the order changes; fields that the options leave to other systems are not among them
 */
export function updateCustomer(
  changesOf: (order: JsonObject, options: SalesforceOptions) => CustomerChanges,
): OrderAction {
  const isEmpty = ({ account, contact }: CustomerChanges) => Object.keys({ ...account, ...contact }).length === 0;
  return {
    problems(order, options) {
      const unreadable = changeIssues(order).map(({ message, path }) => ({
        path: path.join('.'),
        code: 'order_invalid',
        message,
      }));
      const invalid = [...unreadable, ...lookUp.problems(order, options)];
      if (invalid.length > 0 || isEmpty(changesOf(order, options))) return invalid;
      return isIdentified(order, options) ? [] : [NOT_IDENTIFIED];
    },
    async run(context, session) {
      const changes = changesOf(context.order, context.options);
      if (isEmpty(changes)) return lookUp.run(context, session);
      const identity = identityOf(context.order, 'login');
      const known = await findCustomer(session, context, identity);
      if (!hasRecordsFor(changes, known)) {
        const email = context.attempt > 1 ? changedEmail(identity, changes) : undefined;
        const held = email && (await heldUnderNewEmail(session, context, changes, identity, email));
        if (!held) throw nobodyToChange(known);
        context.log.info('An earlier attempt changed the customer, whose new e-mail address tells');
        return held;
      }
      const { contactId, crmId } = known;
      const account = await updateRecord(session, context, 'Account', crmId, changes.account);
      const contact =
        contactId !== undefined &&
        (await updateRecord(session, context, 'Contact', contactId, changes.contact).catch((error: unknown) => {
          throw account ? afterPart(error, `The account ${crmId} was changed`) : error;
        }));
      const updated = [...(account ? ['Account'] : []), ...(contact ? ['Contact'] : [])];
      context.log.info('Updated the customer', { crmId, updated });
      return { output: { ...customerResult({ contactId, crmId }).output, updated } };
    },
  };
}

const NOT_IDENTIFIED: ActionProblem = {
  path: 'tracking.accountId',
  code: 'customer_not_identified',
  message:
    'Expected tracking.accountId, tracking.contactId or userDetails.email, found none: send one, so that the right record is changed.',
};

function isIdentified(order: JsonObject, { externalIdField }: SalesforceOptions): boolean {
  const { accountId, contactId, email, firstOrderId } = identityOf(order, 'login');
  const byOrder = externalIdField === undefined ? undefined : firstOrderId;
  return [accountId, contactId, email, byOrder].some((known) => known !== undefined);
}

function nobodyToChange(known: KnownCustomer | undefined): PluginFailed {
  return new PluginFailed(
    `Expected Salesforce to know one ${known === undefined ? 'account' : 'contact'} of the customer, found none or several. Send its id under tracking.`,
    { code: known === undefined ? 'account_not_found' : 'contact_not_found' },
  );
}
