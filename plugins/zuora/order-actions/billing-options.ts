import type { JsonObject } from '../../../core/json.ts';
import { readAccount } from '../api/account.ts';
import { linkPaymentMethod } from '../api/link-payment-method.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';

/**
 * How a change is billed ("API Reference", Create an order, `processingOptions`).
 *
 * A payment is collected by the method that the order names, which is linked to the account first, else only from an
 * account on auto-pay: Zuora refuses the whole order when it is to collect and finds no payment method.
 */
export async function billingOptions(
  call: ZuoraCall,
  accountNumber: string,
  paymentMethodId: string | undefined,
): Promise<JsonObject> {
  const { collectPayment, runBilling } = call.context.options;
  if (!runBilling || !collectPayment) return { runBilling, collectPayment: false };
  const account = await readAccount(call, accountNumber);
  if (paymentMethodId === undefined) return { runBilling, collectPayment: account.autoPay };
  await linkPaymentMethod(call, paymentMethodId, account);
  return { runBilling, collectPayment, electronicPaymentOptions: { paymentMethodId } };
}
