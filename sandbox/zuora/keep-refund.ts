import type { Call } from '../server/route.ts';
import { accountByKey } from './accounts.ts';
import { effectKey } from './effect-key.ts';
import { internalId, nextNumber } from './identifiers.ts';
import { type Refund, refunds } from './records.ts';

/** What is given back, and how it was asked for. */
export type MadeRefund = Pick<Refund, 'amount' | 'paymentId' | 'paymentNumber' | 'creditMemoId'> &
  Partial<Pick<Refund, 'type' | 'comment' | 'reasonCode' | 'refundDate'>>;

/**
 * Keeps a refund of an account under the next number, and notes its effect.
 *
 * @param effect what the effect tells beside number, account and amount
 */
export function keepRefund(call: Call, accountNumber: string, made: MadeRefund, effect: object = {}): Refund {
  const { transaction } = call;
  const number = nextNumber(transaction, 'R-');
  const createdDate = transaction.now.toISOString();
  const { amount } = made;
  const refund: Refund = {
    id: internalId(),
    number,
    status: 'Processed',
    createdDate,
    type: 'Electronic',
    accountId: accountByKey(transaction, accountNumber).id,
    comment: null,
    reasonCode: null,
    refundDate: createdDate.slice(0, 'yyyy-mm-dd'.length),
    ...made,
  };
  transaction.put(refunds, number, refund);
  const key = effectKey(call, number);
  transaction.effect({ partner: 'zuora', kind: 'refund.created', key, number, accountNumber, amount, ...effect });
  return refund;
}
