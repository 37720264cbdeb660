import * as z from 'zod';
import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
import type { Account } from './account.ts';
import { putRecord, readRecord } from './record.ts';
import type { ZuoraCall } from './zuora-call.ts';

/** `accountNumber` of the answer would be that of a bank account ("API Reference", Retrieve a payment method). */
const methodSchema = z.object({ id: z.string(), accountKey: z.string().nullish() });

/**
 * Links a payment method that a customer created on a hosted page to an account, unless it is already linked to it.
 *
 * A method without an account can be linked once, and never moves to another account ("API Reference", Payment methods,
 * Update a payment method, `accountKey`; "Knowledge Center", Link Payment Methods from Payment Pages to Accounts).
 *
 * @throws PluginFailed `payment_method_not_found`, or `payment_method_taken` if it belongs to another account
 */
export async function linkPaymentMethod(call: ZuoraCall, methodId: string, account: Account): Promise<void> {
  const path = `/v1/payment-methods/${pathSegment(methodId)}`;
  const { accountKey } = await readRecord(call, {
    path,
    schema: methodSchema,
    doing: `read payment method ${methodId}`,
    missingCode: 'payment_method_not_found',
  });
  if (accountKey === account.id || accountKey === account.accountNumber) return;
  if (accountKey) {
    throw new PluginFailed(
      `Payment method ${methodId} belongs to another account than ${account.accountNumber}. Send a payment method of this customer.`,
      { code: 'payment_method_taken' },
    );
  }
  await putRecord(call, { path, json: { accountKey: account.id }, doing: `link payment method ${methodId}` });
}
