import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import { type OrderType, orderTypeOf } from '../../core/order/order-types.ts';
import type { CompensationContext } from '../../core/plugin/define-plugin.ts';
import type { OAuthSession } from '../kit/oauth-session.ts';
import type { SalesforceOptions } from './options.ts';
import { probeCreated } from './probe.ts';
import { deleteRecord } from './records/change-record.ts';
import { queryRecords } from './records/read-records.ts';
import { externalIdOf } from './records/record-context.ts';

const CREATING: readonly (OrderType | undefined)[] = ['new', 'external', 'activation'];

interface Created {
  readonly accounts: readonly string[];
  readonly contacts: readonly string[];
}

/**
 * Deletes the account and the contact that the step created, never those that were there before.
 *
 * Nothing is done unless the option `deleteOnUndo` says so: who a customer is stays true whatever became of their order,
 * and so does a change of their details.
 *
 * An account that was created beside the one of a known contact is found by its external id alone. Without the option
 * `externalIdField` it stays, and stays empty: the output names the contact's account, with `matched: true`.
 *
 * @throws PluginFailed `undo_not_recognised` when nobody can tell whether the step created them; Salesforce refuses
 * @throws PluginTransient Salesforce has no usable answer
 */
export async function deleteCreated(
  context: CompensationContext<SalesforceOptions>,
  session: OAuthSession,
): Promise<void> {
  const { accounts, contacts } = await createdBy(context, session);
  // Salesforce deletes the contacts of an account with it, but not those that other accounts have too.
  for (const id of contacts) await deleteRecord(session, context, 'Contact', id);
  for (const id of accounts) await deleteRecord(session, context, 'Account', id);
  context.log.info('Deleted what the step created', { accounts: [...accounts], contacts: [...contacts] });
}

/** Whether there is something that an undo has to delete. */
export function deletesOnUndo({ options, order }: CompensationContext<SalesforceOptions>): boolean {
  return options.deleteOnUndo && CREATING.includes(orderTypeOf(String(order.order_type)));
}

async function createdBy(context: CompensationContext<SalesforceOptions>, session: OAuthSession): Promise<Created> {
  const { createPersonAccount: person, externalIdField } = context.options;
  if (externalIdField !== undefined) {
    const where = { [externalIdField]: externalIdOf(context) };
    const idsOf = async (object: 'Account' | 'Contact'): Promise<readonly string[]> =>
      (await queryRecords(session, context, { object, fields: ['Id'], where })).flatMap(({ Id }) => Id ?? []);
    return { accounts: await idsOf('Account'), contacts: person ? [] : await idsOf('Contact') };
  }
  if (context.output !== undefined) {
    const { contactId, contactMatched, crmId, matched } = context.output;
    return {
      accounts: matched === false && typeof crmId === 'string' ? [crmId] : [],
      contacts: !person && contactMatched === false && typeof contactId === 'string' ? [contactId] : [],
    };
  }
  const probe = await probeCreated(context, session);
  if (probe.applied === false) return { accounts: [], contacts: [] };
  throw new PluginFailed(
    'Expected to tell whether the step created the account, found no result of it and no external id. Look in Salesforce, and set externalIdField for the next orders.',
    { code: 'undo_not_recognised' },
  );
}
