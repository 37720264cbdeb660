import { PluginFailed } from '../../../../core/errors/plugin-errors.ts';
import { checkOrder } from '../../../kit/order-actions.ts';
import type { OrderAction } from '../order-action.ts';
import { bookCreditMemo, chargeProblems } from './book-credit-memo.ts';
import { creditOrderSchema, creditProblems } from './credit-order.ts';
import { readCreditor } from './read-creditor.ts';

const LEAST = 1;

/** Zuora calls a subscription expired when its last term is over: the shop's Lapsed. */
const CREDITABLE = ['Active', 'Cancelled', 'Expired'];

/**
 * Credits a customer with a posted credit memo, without paying anything out ("API Reference", Credit memos, Create a
 * credit memo from a charge).
 *
 * At least 1 in the account's currency, for a subscription that is active, cancelled or lapsed. Output: `creditMemoNumber`,
 * `amount`, `currency`, `accountNumber`, `subscriptionNumber`.
 */
export const credit: OrderAction = {
  problems: (order, options) => [
    ...creditProblems(order, LEAST),
    ...checkOrder(creditOrderSchema, order, (parsed) => chargeProblems(parsed, options)),
  ],
  async run(call) {
    const order = creditOrderSchema.parse(call.context.order);
    const { account, subscription } = await readCreditor(call, order);
    const { status, subscriptionNumber } = subscription;
    if (!CREDITABLE.includes(status)) {
      throw new PluginFailed(
        `Expected subscription ${subscriptionNumber} to be ${CREDITABLE.join(', ')}, found ${status}. Credit it later.`,
        { code: 'subscription_status' },
      );
    }
    const { amount, number: creditMemoNumber } = await bookCreditMemo(call, order, account);
    const { accountNumber, currency } = account;
    return { output: { creditMemoNumber, amount, currency, accountNumber, subscriptionNumber } };
  },
};
