import type { JsonObject } from '../../../../core/json.ts';
import type { ProbeResult } from '../../../../core/plugin/define-plugin.ts';
import type { ActionProblem } from '../../../kit/order-actions.ts';
import type { Account } from '../../api/account.ts';
import { type CreditMemo, createCreditMemo, findCreditMemo } from '../../api/credit-memo.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import type { ZuoraOptions } from '../../options.ts';
import { orderDay } from '../../order-fields/days.ts';
import { memoReasonCode } from '../../order-fields/mapped-fields.ts';
import { readTargetInCurrency } from '../read-target.ts';
import { type CreditLine, type CreditOrder, creditCurrency, creditLines, creditOrderSchema } from './credit-order.ts';

/** Reports the lines for which the options name no charge. */
export function chargeProblems(order: CreditOrder, options: ZuoraOptions): readonly ActionProblem[] {
  return creditLines(order).flatMap((line) => {
    if (chargeOf(line, options) !== undefined) return [];
    const named = line.offerPath ?? line.offerId ?? 'a credit without an offer';
    const message = `Expected a product rate plan charge for the credit of ${named}, found none. Set the step's option creditCharges or creditChargeId.`;
    return [{ path: 'orderItems', code: 'credit_charge_not_mapped', message }];
  });
}

/** Books all credits of an order as one posted credit memo. */
export function bookCreditMemo(call: ZuoraCall, order: CreditOrder, account: Account): Promise<CreditMemo> {
  const { options } = call.context;
  return createCreditMemo(call, {
    accountNumber: account.accountNumber,
    lines: creditLines(order).flatMap((line) => {
      const chargeId = chargeOf(line, options);
      return chargeId === undefined || line.amount === undefined ? [] : [{ chargeId, amount: line.amount }];
    }),
    reasonCode: memoReasonCode(order, options),
    effectiveDate: orderDay(call.context),
  });
}

/** Asks Zuora whether it has the step's credit memo. */
export async function probeCreditMemo(call: ZuoraCall): Promise<ProbeResult> {
  const memo = await findCreditMemo(call);
  if (memo === undefined) return { applied: false };
  return creditApplied(call, { creditMemoNumber: memo.number, amount: memo.amount });
}

/** Returns the result of a probe that found what the step gave back to the customer. */
export async function creditApplied(call: ZuoraCall, output: JsonObject): Promise<ProbeResult> {
  const order = creditOrderSchema.parse(call.context.order);
  const { account, subscription } = await readTargetInCurrency(call, creditCurrency(order));
  const { accountNumber, currency } = account;
  const { subscriptionNumber } = subscription;
  return { applied: true, output: { ...output, currency, accountNumber, subscriptionNumber } };
}

function chargeOf({ offerId, offerPath }: CreditLine, options: ZuoraOptions): string | undefined {
  const { creditChargeId, creditCharges } = options;
  const key = [offerPath, offerId].find((name) => name !== undefined && Object.hasOwn(creditCharges, name));
  return key === undefined ? creditChargeId : creditCharges[key];
}
