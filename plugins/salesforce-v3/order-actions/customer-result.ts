import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import type { KnownCustomer } from '../customer/find-customer.ts';

/** The output for a customer that was found: the ids under the names that a new order gives them. */
export function customerResult({ contactId, crmId }: KnownCustomer): PluginResult {
  return {
    output: {
      crmId,
      ...(contactId === undefined ? {} : { contactId }),
      matched: true,
      contactMatched: contactId !== undefined,
    },
  };
}
