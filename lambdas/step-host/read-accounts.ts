import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { AccountReader } from '../../core/plugin/plugin-context.ts';
import { createAccountSubscriptions } from '../order-store/account-subscriptions.ts';

/** Opens the account reader of a plugin. */
export function openAccounts(client: DynamoDBDocumentClient, table: string, now: () => Date): AccountReader {
  return readAccounts(createAccountSubscriptions(client, table, now));
}

/** Wraps an account reader so that store errors become PluginTransient: a read changes nothing, so a retry is safe. */
export function readAccounts(store: AccountReader): AccountReader {
  return {
    async activeSubscriptions(crmId) {
      try {
        return await store.activeSubscriptions(crmId);
      } catch (cause) {
        const message = 'The subscriptions of the account could not be read.';
        throw new PluginTransient(message, { code: 'store_unavailable', cause });
      }
    },
  };
}
