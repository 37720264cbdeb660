import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { Accounts } from '../../core/plugin/plugin-context.ts';
import { createAccountSubscriptions } from '../order-store/account-subscriptions.ts';
import { createOrderStore } from '../order-store/order-store.ts';
import { createReservations } from '../order-store/reservations.ts';
import type { PluginDeps } from './run-plugin.ts';

/** Opens the accounts of a plugin, for each run of an order. */
export function openAccounts(
  client: DynamoDBDocumentClient,
  table: string,
  now: () => Date,
): NonNullable<PluginDeps['accountsFor']> {
  const { activeSubscriptions } = createAccountSubscriptions(client, table, now);
  const { reserve } = createReservations(client, table, createOrderStore(client, table));
  return ({ orderId, run }) =>
    transientAccounts({
      activeSubscriptions,
      reserve: (crmId, mode, products) => reserve({ orderId, run, crmId, mode, products }),
    });
}

/** Wraps accounts so that store errors become PluginTransient: a retry is safe, because reservations can be repeated. */
export function transientAccounts(accounts: Accounts): Accounts {
  return {
    activeSubscriptions: (crmId) =>
      orTransient(accounts.activeSubscriptions(crmId), 'The subscriptions of the account could not be read.'),
    reserve: (crmId, mode, products) =>
      orTransient(accounts.reserve(crmId, mode, products), 'The products of the account could not be reserved.'),
  };
}

async function orTransient<T>(result: Promise<T>, message: string): Promise<T> {
  try {
    return await result;
  } catch (cause) {
    throw new PluginTransient(message, { code: 'store_unavailable', cause });
  }
}
