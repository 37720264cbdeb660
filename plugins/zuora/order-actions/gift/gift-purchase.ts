import { PluginDeclined, PluginFailed } from '../../../../core/errors/plugin-errors.ts';
import type { PluginResult } from '../../../../core/plugin/define-plugin.ts';
import { definedFields } from '../../../kit/defined-fields.ts';
import { type ActionProblem, checkOrder } from '../../../kit/order-actions.ts';
import { createAccount } from '../../api/create-account.ts';
import {
  type CollectedPayment,
  collectDebitMemo,
  createDebitMemo,
  type DebitMemo,
  findDebitMemo,
  withKey,
} from '../../api/debit-memo.ts';
import { linkPaymentMethod } from '../../api/link-payment-method.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import type { ZuoraOptions } from '../../options.ts';
import { orderDay } from '../../order-fields/days.ts';
import { giftCustomFields } from '../../order-fields/mapped-fields.ts';
import { namedAccount } from '../../order-fields/order-target.ts';
import { newAccountFields } from '../new-order/new-account.ts';
import { newAccountProblems } from '../new-order/new-account-problems.ts';
import { paymentMethodId, paymentProblems } from '../new-order/payment.ts';
import type { OrderAction } from '../order-action.ts';
import { readAccountInCurrency } from '../read-target.ts';
import { requireOwner } from '../require-owner.ts';
import { giftAmount, giftCurrency, giftLineProblems, giftLines } from './gift-lines.ts';
import { type GiftOrder, giftSchema } from './gift-schema.ts';

const POSTED = 'Posted';
const NOT_PAID: readonly string[] = ['Error', 'Canceled'];

/**
 * Charges the buyer of a gift, once, no matter how often it runs: an account, unless the order names one, and a posted debit memo
 * for the gift, which the payment method of the order pays ("API Reference", Create an account; Create a debit memo from a charge;
 * Collect a posted debit memo).
 *
 * A gift that was bought gives nobody a subscription: the recipient gets it by redeeming the gift, which is a new order (Limio's
 * page "Gift Offers"). A declined payment leaves the memo open. No payment run collects it; a resumed order with another payment
 * method does, and an undo cancels it.
 *
 * Output: `accountNumber`, `debitMemoNumber`, `amount`, `currency`, and `paymentNumber` if Zuora collected the payment.
 */
export const giftPurchase: OrderAction = {
  problems: (order, options) =>
    checkOrder(giftSchema, order, (parsed) => [
      ...giftLineProblems(parsed, options),
      ...paymentProblems(parsed),
      ...discountProblems(parsed),
      ...(namedAccount(order, options) === undefined ? newAccountProblems(parsed) : []),
    ]),
  async run(call) {
    const { context } = call;
    const order = giftSchema.parse(context.order);
    const method = paymentMethodId(order, context.options);
    const accountNumber = await accountOf(call, order, method);
    const memo = await bookMemo(call, order, accountNumber);
    if (memo.balance === 0 || !mustCollect(method, context.options)) return giftResult(memo, order);
    // After the first attempt, Zuora's answer may be older than the payment.
    const current = context.attempt === 1 ? memo : ((await findDebitMemo(call)) ?? memo);
    if (current.balance === 0) return giftResult(current, order);
    return giftResult(current, order, await collect(call, current, method));
  },
  async probe(call) {
    const memo = await findDebitMemo(call);
    const order = giftSchema.parse(call.context.order);
    const isOpen = memo !== undefined && memo.balance > 0;
    if (
      memo?.status !== POSTED ||
      (isOpen && mustCollect(paymentMethodId(order, call.context.options), call.context.options))
    )
      return { applied: false };
    return { applied: true, ...giftResult(memo, order) };
  },
  async undo(call) {
    // Few orders are undone: a cold start does not load it.
    const { undoGift } = await import('./undo-gift.ts');
    await undoGift(call);
  },
};

function mustCollect(method: string | undefined, { collectPayment }: ZuoraOptions): method is string {
  return method !== undefined && collectPayment;
}

async function accountOf(call: ZuoraCall, order: GiftOrder, method: string | undefined): Promise<string> {
  const { options, order: payload, results } = call.context;
  const named = namedAccount(payload, options);
  if (named === undefined) {
    const crmId = results[options.salesforceStep]?.crmId;
    const fields = newAccountFields(order, {
      options,
      order: payload,
      crmId: typeof crmId === 'string' ? crmId : undefined,
    });
    return createAccount(withKey(call, 'account'), fields);
  }
  const account = await readAccountInCurrency(call, named, giftCurrency(order));
  requireOwner(call, account);
  if (mustCollect(method, options)) await linkPaymentMethod(call, method, account);
  return account.accountNumber;
}

/** @throws PluginFailed `gift_memo_differs` */
async function bookMemo(call: ZuoraCall, order: GiftOrder, accountNumber: string): Promise<DebitMemo> {
  const { options, order: payload } = call.context;
  const lines = giftLines(order, options);
  const memo = await createDebitMemo(call, {
    accountNumber,
    lines: lines.flatMap(({ amount, chargeId }) =>
      chargeId === undefined || amount === undefined ? [] : [{ chargeId, amount }],
    ),
    reasonCode: options.giftReasonCode,
    effectiveDate: orderDay(call.context),
    customFields: giftCustomFields(payload, options),
  });
  const amount = giftAmount(order, lines);
  if (memo.status === POSTED && memo.amount === amount) return memo;
  throw new PluginFailed(
    `Debit memo ${memo.number} is ${memo.status} and has an amount of ${memo.amount}. Expected a posted one of ${amount}. Correct it in Zuora, or the order.`,
    { code: 'gift_memo_differs' },
  );
}

async function collect(call: ZuoraCall, memo: DebitMemo, method: string): Promise<CollectedPayment | undefined> {
  const payment = await collectDebitMemo(call, memo, method);
  if (payment === undefined || !NOT_PAID.includes(payment.status)) return payment;
  throw new PluginDeclined(
    'card_declined',
    'The payment was declined. Please use another payment method or contact your bank.',
    { message: `Payment ${payment.number} of debit memo ${memo.number} has the status ${payment.status}.` },
  );
}

function giftResult(
  { accountNumber, amount, number }: DebitMemo,
  order: GiftOrder,
  payment?: CollectedPayment,
): PluginResult {
  const currency = giftCurrency(order);
  return {
    output: definedFields({ accountNumber, debitMemoNumber: number, amount, currency, paymentNumber: payment?.number }),
  };
}

function discountProblems({ orderDiscount }: GiftOrder): readonly ActionProblem[] {
  if (!orderDiscount) return [];
  const message = 'Expected prices without a discount, found one. Send the discounted prices of the gift.';
  return [{ path: 'orderDiscount', code: 'discount_not_supported', message }];
}
