import * as z from 'zod';
import type { Refusal, Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import type { Collection } from '../state/transaction.ts';
import { accountByKey } from './accounts.ts';
import { putRefund, writeOff } from './billing/create-documents.ts';
import { paymentView, refundView } from './billing/document-views.ts';
import {
  appliedAmount,
  type Credit,
  creditMemos,
  invoices,
  payments,
  refunds,
  unappliedAmount,
} from './billing/documents.ts';
import { reopen } from './billing/refund-order.ts';
import { zuoraRefusal } from './errors.ts';
import { listPage } from './listing.ts';
import { toAmount, toUnits, type Units } from './money.ts';
import { recordByKey } from './records.ts';
import { amountField, dateField, modelObject, requestBody, textField } from './request-body.ts';

/** Source: zuora-sdk 3.21.0, `CreateRefundwithAutoUnapply`. */
const schema = modelObject(
  {
    type: z.enum(['External', 'Electronic']),
    totalAmount: amountField,
    methodType: textField.optional(),
    refundDate: dateField.optional(),
    reasonCode: textField.optional(),
    comment: z.string().max(255).optional(),
    writeOff: z.boolean().optional(),
  },
  'debitMemos financeInformation gatewayOptions invoices referenceId refundTransactionType secondRefundReferenceId softDescriptor softDescriptorPhone writeOffOptions',
  true,
)
  .refine(({ type, methodType }) => (type === 'External') === (methodType !== undefined), {
    path: ['methodType'],
    error: 'an external refund needs the method type, and an electronic one must not have it',
  })
  .refine(({ refundDate, type }) => type === 'External' || refundDate === undefined, {
    path: ['refundDate'],
    error: 'only an external refund may have a date',
  });

type RefundRequest = z.output<typeof schema>;

/** Refunds what of a payment or a posted credit memo is not applied. */
function refundUnapplied(
  { transaction }: Call,
  collection: Collection<Credit>,
  source: Credit,
  request: RefundRequest,
): Units {
  const amount = toUnits(request.totalAmount, source.currency, 'totalAmount');
  if (amount > unappliedAmount(source)) throw tooMuch(request, unappliedAmount(source), source);
  transaction.put(collection, source.number, { ...source, refundedAmount: source.refundedAmount + amount });
  return amount;
}

function refundMemo(call: Call): Reply {
  const { transaction, param } = call;
  const memo = recordByKey(transaction, creditMemos, param('key'));
  const request = requestBody(call.request.body, schema);
  if (memo.status !== 'Posted') throw businessError(`The credit memo ${memo.number} is not posted.`);
  return refunded(call, memo, request, refundUnapplied(call, creditMemos, memo, request), { creditMemoId: memo.id });
}

function refundPayment(call: Call): Reply {
  const payment = recordByKey(call.transaction, payments, call.param('key'));
  const request = requestBody(call.request.body, schema);
  if (appliedAmount(payment) > 0 && unappliedAmount(payment) === 0) {
    const paid = payment.applications.map(({ number }) => number).join(', ');
    throw businessError(`The payment ${payment.number} is applied to the invoice ${paid}.`);
  }
  return refunded(call, payment, request, refundUnapplied(call, payments, payment, request), ofPayment(payment));
}

/** Refunding a payment opens its invoices again by that amount, unless the request writes off what is open. */
function unapplyAndRefundPayment(call: Call): Reply {
  const payment = recordByKey(call.transaction, payments, call.param('key'));
  const request = requestBody(call.request.body, schema);
  const amount = toUnits(request.totalAmount, payment.currency, 'totalAmount');
  const left = payment.amount - payment.refundedAmount;
  if (amount > left) throw tooMuch(request, left, payment);
  for (const { number } of reopen(call, payment, amount)) {
    const invoice = call.transaction.get(invoices, number);
    if (request.writeOff && invoice !== undefined && invoice.balance > 0) writeOff(call, invoice);
  }
  return refunded(call, payment, request, amount, ofPayment(payment));
}

function ofPayment({ id, number }: Credit) {
  return { paymentId: id, paymentNumber: number };
}

function refunded(call: Call, of: Credit, request: RefundRequest, amount: Units, source: object): Reply {
  const { comment = null, methodType = null, reasonCode = null, refundDate, type } = request;
  const given = { amount, type, comment, methodType, reasonCode, ...(refundDate !== undefined && { refundDate }) };
  const refund = putRefund(call, of, { ...given, ...source });
  return { status: 200, body: { success: true, ...refundView(refund) } };
}

function tooMuch({ totalAmount }: RefundRequest, left: Units, { currency }: Credit): Refusal {
  return businessError(`The amount ${totalAmount} exceeds the remaining amount ${toAmount(left, currency)}.`);
}

function businessError(message: string): Refusal {
  return zuoraRefusal({ category: 'businessRule' }, message);
}

function readPayment({ transaction, param }: Call): Reply {
  const payment = recordByKey(transaction, payments, param('key'));
  return { status: 200, body: { success: true, ...paymentView(transaction, payment) } };
}

/** Source: zuora-swagger-client 1.2.0, `status` of "List payments". */
const PAYMENT_STATUSES = ['Draft', 'Processing', 'Processed', 'Error', 'Canceled', 'Posted'];

function listPayments({ transaction, request }: Call): Reply {
  const all = [...transaction.all(payments)].map((payment) => ({
    ...payment,
    accountId: accountByKey(transaction, payment.accountNumber).id,
  }));
  const { found, nextPage } = listPage(request, all, { filters: ['accountId'], statuses: PAYMENT_STATUSES });
  return {
    status: 200,
    body: { success: true, payments: found.map((payment) => paymentView(transaction, payment)), ...nextPage },
  };
}

/** Source: zuora-swagger-client 1.2.0, `status` of "List refunds". */
const REFUND_STATUSES = ['Processed', 'Canceled', 'Error', 'Processing'];

function listRefunds({ transaction, request }: Call): Reply {
  const filters = ['accountId', 'paymentId', 'type'];
  const { found, nextPage } = listPage(request, [...transaction.all(refunds)], { filters, statuses: REFUND_STATUSES });
  return { status: 200, body: { success: true, refunds: found.map(refundView), ...nextPage } };
}

/**
 * Refunds of payments and posted credit memos, up to their remaining amount. A payment that was collected for an invoice is
 * applied to it, and can be refunded by the `unapply` path only.
 * Source: Zuora v1 API reference, "Refund a payment", "Refund a payment with auto-unapplying", "Refund a credit memo",
 * "List refunds".
 */
export const refundRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/v1/refunds', kind: 'read', handle: listRefunds },
  { method: 'GET', pattern: '/v1/payments', kind: 'read', handle: listPayments },
  { method: 'GET', pattern: '/v1/payments/:key', kind: 'read', handle: readPayment },
  { method: 'POST', pattern: '/v1/payments/:key/refunds', kind: 'write', handle: refundPayment },
  { method: 'POST', pattern: '/v1/payments/:key/refunds/unapply', kind: 'write', handle: unapplyAndRefundPayment },
  { method: 'POST', pattern: '/v1/credit-memos/:key/refunds', kind: 'write', handle: refundMemo },
  { method: 'POST', pattern: '/v1/creditmemos/:key/refunds', kind: 'write', handle: refundMemo },
];
