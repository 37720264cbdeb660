import { PluginFailed } from '../../../../core/errors/plugin-errors.ts';
import { checkOrder } from '../../../kit/order-actions.ts';
import type { OrderAction } from '../order-action.ts';
import { readTargetInCurrency } from '../read-target.ts';
import { requireOwner } from '../require-owner.ts';
import { bookCreditMemo, chargeProblems, probeCreditMemo } from './credit-memo-of-order.ts';
import { creditCurrency, creditOrderSchema, creditProblems } from './credit-order.ts';

const LEAST = 1;

/** Zuora's Expired, after the last term of a subscription, is the shop's Lapsed. */
const CREDITABLE = ['Active', 'Cancelled', 'Expired'];

/**
 * Credits a customer with a posted credit memo, without paying money out ("API Reference", Credit memos, Create a credit
 * memo from a charge).
 *
 * Credits at least 1 in the account's currency, for a subscription that is active, cancelled or lapsed. Output:
 * `creditMemoNumber`, `amount`, `currency`, `accountNumber`, `subscriptionNumber`.
 */
export const credit: OrderAction = {
  problems: (order, options) => [
    ...creditProblems(order, LEAST),
    ...checkOrder(creditOrderSchema, order, (parsed) => chargeProblems(parsed, options)),
  ],
  async run(call) {
    const order = creditOrderSchema.parse(call.context.order);
    const { account, subscription } = await readTargetInCurrency(call, creditCurrency(order));
    requireOwner(call, account);
    const { status, subscriptionNumber } = subscription;
    if (!CREDITABLE.includes(status)) {
      throw new PluginFailed(
        `Subscription ${subscriptionNumber} is ${status}, but only a subscription that is ${CREDITABLE.join(', ')} can be credited. Credit it later.`,
        { code: 'subscription_status' },
      );
    }
    const { amount, number: creditMemoNumber } = await bookCreditMemo(call, order, account);
    const { accountNumber, currency } = account;
    return { output: { creditMemoNumber, amount, currency, accountNumber, subscriptionNumber } };
  },
  probe: probeCreditMemo,
};
