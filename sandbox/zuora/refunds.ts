import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import type { Collection } from '../state/collection.ts';
import { accountByKey } from './accounts.ts';
import { notFound, zuoraRefusal } from './errors.ts';
import { amountField, dateField, textField } from './fields.ts';
import { keepRefund } from './keep-refund.ts';
import { roundMoney } from './money.ts';
import { creditMemos, payments, type Refundable, refunds, shownRefundable } from './records.ts';
import { requestBody } from './request-body.ts';

const schema = z
  .looseObject({
    type: z.enum(['External', 'Electronic']),
    totalAmount: amountField,
    methodType: textField.optional(),
    refundDate: dateField.optional(),
    reasonCode: textField.optional(),
    comment: z.string().max(255).optional(),
  })
  .refine(({ type, methodType }) => type === 'Electronic' || methodType !== undefined, {
    path: ['methodType'],
    error: 'an external refund needs the method by which it was made',
  });

const refund =
  (collection: Collection<Refundable>, name: string) =>
  (call: Call): Reply => {
    const { transaction, param } = call;
    const key = param('key');
    const source = transaction.get(collection, key) ?? transaction.find(collection, ({ id }) => id === key);
    if (source === undefined) throw notFound(key);
    const request = requestBody(call.request.body, schema);
    if (source.status === 'Draft') throw refused(`The ${name} ${source.number} is not posted.`);
    const { accountNumber, currency } = accountByKey(transaction, source.accountNumber);
    const left = roundMoney(source.amount - source.refundedAmount, currency);
    if (request.totalAmount > left) throw refused(`The amount ${request.totalAmount} exceeds what is left, ${left}.`);
    const refundedAmount = roundMoney(source.refundedAmount + request.totalAmount, currency);
    transaction.put(collection, source.number, { ...source, refundedAmount });
    const made = {
      type: request.type,
      amount: request.totalAmount,
      comment: request.comment ?? null,
      reasonCode: request.reasonCode ?? null,
      ...(request.refundDate !== undefined && { refundDate: request.refundDate }),
      ...(collection === payments
        ? { paymentId: source.id, paymentNumber: source.number }
        : { creditMemoId: source.id }),
    };
    const record = keepRefund(call, accountNumber, made, { of: source.number });
    return { status: 200, body: { success: true, ...record } };
  };

const refused = (message: string) => zuoraRefusal({ category: 'businessRule' }, message);

function readPayment({ transaction, param }: Call): Reply {
  const key = param('key');
  const payment = transaction.get(payments, key) ?? transaction.find(payments, ({ id }) => id === key);
  if (payment === undefined) throw notFound(key);
  return { status: 200, body: { success: true, ...shownRefundable(payment) } };
}

function listPayments({ transaction, request }: Call): Reply {
  const key = request.query.get('accountId') ?? request.query.get('accountNumber');
  const account = key === null ? undefined : accountByKey(transaction, key);
  const found = [...transaction.all(payments)].filter(
    ({ accountNumber }) => account === undefined || accountNumber === account.accountNumber,
  );
  return { status: 200, body: { success: true, payments: found.map(shownRefundable) } };
}

const FILTERS = ['accountId', 'paymentId'] as const;

function listRefunds({ transaction, request }: Call): Reply {
  const found = [...transaction.all(refunds)].filter((record) =>
    FILTERS.every((name) => !request.query.has(name) || record[name] === request.query.get(name)),
  );
  return { status: 200, body: { success: true, refunds: found } };
}

const refundPayment = refund(payments, 'payment');
const refundMemo = refund(creditMemos, 'credit memo');

/**
 * Refunds of payments and of posted credit memos, up to what is left of them. Here a payment that an order collected can be
 * refunded by either path; Zuora wants it unapplied first, or the `unapply` path.
 * Source: Zuora v1 API reference, "Refund a payment", "Refund a payment with auto-unapplying", "Refund a credit memo",
 * "List refunds".
 */
export const refundRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/v1/refunds', kind: 'read', handle: listRefunds },
  { method: 'GET', pattern: '/v1/payments', kind: 'read', handle: listPayments },
  { method: 'GET', pattern: '/v1/payments/:key', kind: 'read', handle: readPayment },
  { method: 'POST', pattern: '/v1/payments/:key/refunds', kind: 'write', handle: refundPayment },
  { method: 'POST', pattern: '/v1/payments/:key/refunds/unapply', kind: 'write', handle: refundPayment },
  { method: 'POST', pattern: '/v1/credit-memos/:key/refunds', kind: 'write', handle: refundMemo },
  { method: 'POST', pattern: '/v1/creditmemos/:key/refunds', kind: 'write', handle: refundMemo },
];
