import type { ActionProblem } from '../../../kit/order-actions.ts';
import type { Account } from '../../api/account.ts';
import { type CreditMemo, createCreditMemo } from '../../api/credit-memo.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import type { ZuoraOptions } from '../../options.ts';
import { orderDay } from '../../order-fields/days.ts';
import { reasonCodeOf } from '../../order-fields/mapped-fields.ts';
import { type CreditLine, type CreditOrder, creditLines } from './credit-order.ts';

/** Finds the lines that the options give no charge to credit. */
export function chargeProblems(order: CreditOrder, options: ZuoraOptions): readonly ActionProblem[] {
  return creditLines(order).flatMap((line) => {
    if (chargeOf(line, options) !== undefined) return [];
    const named = line.offerPath ?? line.offerId ?? 'a credit without an offer';
    const message = `Expected a product rate plan charge to credit for ${named}, found none. Set the step's option creditCharges or creditChargeId.`;
    return [{ path: 'orderItems', code: 'credit_charge_not_mapped', message }];
  });
}

/** Books what an order credits as one posted credit memo. */
export function bookCreditMemo(call: ZuoraCall, order: CreditOrder, account: Account): Promise<CreditMemo> {
  const { options } = call.context;
  return createCreditMemo(call, {
    accountNumber: account.accountNumber,
    lines: creditLines(order).flatMap((line) => {
      const chargeId = chargeOf(line, options);
      return chargeId === undefined || line.amount === undefined ? [] : [{ chargeId, amount: line.amount }];
    }),
    reasonCode: reasonCodeOf(order, options),
    effectiveDate: orderDay(order.orderDate, call.context),
  });
}

function chargeOf({ offerId, offerPath }: CreditLine, options: ZuoraOptions): string | undefined {
  const { creditChargeId, creditCharges } = options;
  const key = [offerPath, offerId].find((name) => name !== undefined && Object.hasOwn(creditCharges, name));
  return key === undefined ? creditChargeId : creditCharges[key];
}
