import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { SalesforceOptions } from '../options.ts';
import type { SalesforceObject } from '../records/record-context.ts';

type Context = PluginContext<SalesforceOptions>;

const RESUME = 'then resume the order with the ids under tracking.accountId and tracking.contactId';

/**
 * Decides about a customer with several accounts. Any choice could be somebody else's account.
 *
 * @throws PluginFailed `several_customers`, unless the options create separate records
 */
export function severalCustomers({ log, options }: Context, accounts: readonly string[]): void {
  if (options.whenSeveral === 'create') {
    log.warn('The customer has several accounts; creating separate records', { accounts: [...accounts] });
    return;
  }
  throw new PluginFailed(
    `Expected at most one account of the customer in Salesforce, found ${accounts.join(', ')}. Merge them, or choose one, ${RESUME}.`,
    { code: 'several_customers' },
  );
}

/**
 * Decides about records that a duplicate rule takes for similar, but that belong to another person or company.
 *
 * @throws PluginFailed `similar_customer`, unless the options create separate records
 */
export function similarRecords({ log, options }: Context, object: SalesforceObject, ids: readonly string[]): void {
  if (options.whenSimilar === 'create') {
    log.warn(`Similar ${object} records exist, but not of this customer; creating a separate one`, {
      similar: [...ids],
    });
    return;
  }
  throw new PluginFailed(
    `Expected no ${object} that is similar to the customer, found ${ids.join(', ') || 'records of another object'}. Check whether it is the customer, ${RESUME}, or set whenSimilar to "create".`,
    { code: 'similar_customer' },
  );
}

/** Returns the error for a duplicate rule that allows no separate record. */
export function blockedByRule(object: SalesforceObject, ids: readonly string[]): PluginFailed {
  return new PluginFailed(
    `A duplicate rule of the org blocks the new ${object}, which is similar to ${ids.join(', ') || 'records of another object'}. Let the rule alert instead of block, or choose one of them, ${RESUME}.`,
    { code: 'duplicate_blocked' },
  );
}
