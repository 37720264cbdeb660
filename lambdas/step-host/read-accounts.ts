import { PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { AccountReader } from '../../core/plugin/plugin-context.ts';

/** The account reader of a plugin: reading changes nothing, so a store that does not answer is asked again. */
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
