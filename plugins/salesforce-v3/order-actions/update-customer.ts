import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import { afterPartialEffect } from '../../kit/partial-effect.ts';
import { changedEmail, findAppliedChanges, findChangesUnderNewEmail } from '../customer/applied-changes.ts';
import { type CustomerChanges, changeProblems } from '../customer/customer-changes.ts';
import { fieldProblems } from '../customer/field-lengths.ts';
import { customerResult, findCustomer, hasRecordsFor } from '../customer/find-customer.ts';
import type { KnownCustomer } from '../customer/find-person.ts';
import { identityOf } from '../customer/identity.ts';
import type { SalesforceOptions } from '../options.ts';
import { updateRecord } from '../records/change-record.ts';
import type { SalesforceObject } from '../records/record-context.ts';
import { listed } from './listed.ts';
import { lookUp } from './look-up.ts';
import type { OrderAction } from './order-action.ts';

/**
 * Creates an action that updates a customer's records, and passes the ids on. Output: as for a new order, and `updated`, the
 * objects that it wrote. States and countries that Salesforce rejects are emptied and listed as `dropped`.
 *
 * The action finds the records by the e-mail address of the logged-in user, which records that the order names by id must have too
 * (option `namedRecords`), but never by details that the order changes. A repeat that finds no customer recognises an earlier attempt
 * by the new e-mail address. An order that changes nothing in Salesforce is treated as a lookup.
 *
 * @param changesOf returns what the order changes, without fields that the options leave to other systems
 */
export function updateCustomer(
  changesOf: (order: JsonObject, options: SalesforceOptions) => CustomerChanges,
): OrderAction {
  const fieldsOf = ({ account, contact }: CustomerChanges) => ({ ...account.fields, ...contact.fields });
  const isEmpty = (changes: CustomerChanges) => Object.keys(fieldsOf(changes)).length === 0;
  return {
    problems(order, options) {
      const unreadable = changeProblems(order);
      const invalid = unreadable.length > 0 ? unreadable : lookUp.problems(order, options);
      if (invalid.length > 0) return invalid;
      const changes = changesOf(order, options);
      if (isEmpty(changes)) return [];
      const tooLong = fieldProblems(order, fieldsOf(changes), options);
      return isIdentified(order, options) ? tooLong : [NOT_IDENTIFIED, ...tooLong];
    },
    async run(context, session) {
      const changes = changesOf(context.order, context.options);
      if (isEmpty(changes)) return lookUp.run(context, session);
      const identity = identityOf(context.order, 'login');
      const known = await findCustomer(session, context, identity);
      if (!hasRecordsFor(changes, known)) {
        const email = context.attempt > 1 ? changedEmail(identity, changes, context.options) : undefined;
        const applied = email && (await findChangesUnderNewEmail(session, context, changes, identity, email));
        if (!applied) throw notFound(known);
        context.log.info('An earlier attempt updated the customer, who has the new e-mail address');
        return applied;
      }
      const { contactId, crmId } = known;
      const { account, contact } = changes;
      const rejected = await updateRecord(session, context, 'Account', crmId, account.fields);
      if (contactId !== undefined) {
        await updateRecord(session, context, 'Contact', contactId, contact.fields).catch((error: unknown) => {
          throw rejected ? afterPartialEffect(error, `The account ${crmId} was updated`) : error;
        });
      }
      const updated = [...objectOf('Account', account.fields), ...objectOf('Contact', contact.fields)];
      context.log.info('Updated the customer', { crmId, updated });
      return {
        output: {
          ...customerResult(known).output,
          updated,
          ...listed('dropped', [...account.dropped, ...(rejected ?? [])]),
          ...listed('shortened', [...account.shortened, ...contact.shortened]),
        },
      };
    },
    /**
     * Setting the new values again changes nothing, so records with other values count as not applied. But a customer found
     * by neither the old nor the new e-mail address may have been updated.
     */
    async probe(context, session) {
      const changes = changesOf(context.order, context.options);
      const identity = identityOf(context.order, 'login');
      const known = await findCustomer(session, context, identity);
      if (hasRecordsFor(changes, known)) {
        const applied = await findAppliedChanges(session, context, changes, known);
        return applied === undefined ? { applied: false } : { applied: true, ...applied };
      }
      const email = changedEmail(identity, changes, context.options);
      if (email === undefined) return { applied: false };
      const applied = await findChangesUnderNewEmail(session, context, changes, identity, email);
      return applied === undefined ? { applied: 'unknown' } : { applied: true, ...applied };
    },
  };
}

function objectOf(object: SalesforceObject, fields: JsonObject): readonly SalesforceObject[] {
  return Object.keys(fields).length === 0 ? [] : [object];
}

const NOT_IDENTIFIED: ActionProblem = {
  path: 'userDetails.email',
  code: 'customer_not_identified',
  message:
    'Expected the e-mail address of the logged-in user, found none. Send userDetails.email to identify the record to update.',
};

function isIdentified(order: JsonObject, { externalIdField, namedRecords }: SalesforceOptions): boolean {
  const { accountId, contactId, email, firstOrderId } = identityOf(order, 'login');
  if (namedRecords === 'confirm') return email !== undefined;
  const byOrder = externalIdField === undefined ? undefined : firstOrderId;
  return [accountId, contactId, email, byOrder].some((known) => known !== undefined);
}

function notFound(known: KnownCustomer | undefined): PluginFailed {
  return new PluginFailed(
    `Salesforce has no ${known === undefined ? 'account' : 'contact'} for the customer, or more than one. Check userDetails.email, and send the ids of the records under tracking.`,
    { code: known === undefined ? 'account_not_found' : 'contact_not_found' },
  );
}
