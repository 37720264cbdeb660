import type { JsonObject } from '../../../../core/json.ts';
import type { Account } from '../../api/account.ts';
import { type CreditMemo, findCreditMemo } from '../../api/credit-memo.ts';
import { type MoneyLeft, moneyLeft, requireMoneyLeft } from '../../api/money-left.ts';
import { refundablePayment } from '../../api/payments.ts';
import { findRefund, listRefunds, type Refund, refundPayment } from '../../api/refunds.ts';
import { twinOf } from '../../api/request-names.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import { refundReasonCode } from '../../order-fields/mapped-fields.ts';
import { bookCreditMemo } from './credit-memo-of-order.ts';
import { type CreditOrder, creditAmount } from './credit-order.ts';

/**
 * Finds what an earlier attempt of the step gave back; `undefined` if it gave nothing back.
 *
 * @throws PluginOutcomeUnknown Zuora gave no usable answer
 */
export function findGivenBack(call: ZuoraCall, account: Account): Promise<JsonObject | undefined> {
  return METHODS[call.context.options.refundAs].find(call, account);
}

/**
 * Gives the amount of an order back, as the option `refundAs` says.
 *
 * @throws PluginDeclined `refund_exceeds_payments`
 */
export async function giveBack(call: ZuoraCall, order: CreditOrder, account: Account): Promise<JsonObject> {
  const left = await moneyLeft(call, account);
  requireMoneyLeft(left, account, creditAmount(order));
  return METHODS[call.context.options.refundAs].make(call, order, account, left);
}

interface RefundMethod {
  /** Finds what an earlier attempt made. */
  find(call: ZuoraCall, account: Account): Promise<JsonObject | undefined>;
  make(call: ZuoraCall, order: CreditOrder, account: Account, left: MoneyLeft): Promise<JsonObject>;
}

const METHODS: Readonly<Record<'credit-memo' | 'payment', RefundMethod>> = {
  'credit-memo': {
    async find(call) {
      const memo = await findCreditMemo(call);
      return memo && memoMade(memo);
    },
    async make(call, order, account, { memos }) {
      const notice = twinNotice('Credit memo', twinOf(memos, call.context));
      return { ...memoMade(await bookCreditMemo(call, order, account)), ...notice };
    },
  },
  payment: {
    async find(call, account) {
      const found = await findRefund(call, account);
      return found && refundMade(found);
    },
    async make(call, order, account, { payments }) {
      const { options, order: payload } = call.context;
      const wanted = creditAmount(order);
      const payment = refundablePayment(payments, account, wanted);
      const twin =
        payload.external_id === undefined ? undefined : twinOf(await listRefunds(call, account), call.context);
      const made = await refundPayment(call, account, payment, wanted, refundReasonCode(order, options));
      return { ...refundMade(made), ...twinNotice('Refund', twin) };
    },
  },
};

function memoMade({ amount, number: creditMemoNumber }: CreditMemo): JsonObject {
  return { creditMemoNumber, amount };
}

function refundMade({ amount, number: refundNumber }: Refund): JsonObject {
  return { refundNumber, amount };
}

/** A shop may use one `external_id` for several refunds, so a twin is told, not declined. */
function twinNotice(kind: string, twin: { readonly number: string; readonly amount: number } | undefined): JsonObject {
  if (twin === undefined) return {};
  const message = `${kind} ${twin.number} of ${twin.amount} was already made by another order with the same external_id. Check that the customer was meant to get both.`;
  return { notices: [{ code: 'refund_twin', message }] };
}
