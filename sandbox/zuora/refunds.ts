import * as z from 'zod';
import type { Refusal, Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import type { Collection, Transaction } from '../state/transaction.ts';
import { accountByKey } from './accounts.ts';
import { type NewRefund, putRefund } from './billing.ts';
import { zuoraRefusal } from './errors.ts';
import { listPage } from './listing.ts';
import { roundMoney } from './money.ts';
import { creditMemos, invoices, payments, type Refundable, recordByKey, refundableView, refunds } from './records.ts';
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
).refine(({ type, methodType }) => type === 'Electronic' || methodType !== undefined, {
  path: ['methodType'],
  error: 'an external refund needs the method type',
});

function refundOf(collection: Collection<Refundable>, name: string, unapplies: boolean): Route['handle'] {
  return (call) => {
    const { transaction, param } = call;
    const source = recordByKey(transaction, collection, param('key'));
    const request = requestBody(call.request.body, schema);
    if (source.invoiceNumber !== undefined && !unapplies) {
      throw businessError(`The ${name} ${source.number} is applied to the invoice ${source.invoiceNumber}.`);
    }
    if (source.status === 'Draft') throw businessError(`The ${name} ${source.number} is not posted.`);
    const { accountNumber, currency } = accountByKey(transaction, source.accountNumber);
    const left = roundMoney(source.amount - source.refundedAmount - (source.appliedAmount ?? 0), currency);
    if (request.totalAmount > left) {
      throw businessError(`The amount ${request.totalAmount} exceeds the remaining amount ${left}.`);
    }
    const refundedAmount = roundMoney(source.refundedAmount + request.totalAmount, currency);
    transaction.put(collection, source.number, { ...source, refundedAmount });
    if (source.invoiceNumber !== undefined) reopen(transaction, source.invoiceNumber, request, currency);
    const newRefund: NewRefund = {
      type: request.type,
      amount: request.totalAmount,
      comment: request.comment ?? null,
      reasonCode: request.reasonCode ?? null,
      ...(request.refundDate !== undefined && { refundDate: request.refundDate }),
      ...(collection === payments
        ? { paymentId: source.id, paymentNumber: source.number }
        : { creditMemoId: source.id }),
    };
    const refund = putRefund(call, accountNumber, newRefund, { of: source.number });
    return { status: 200, body: { success: true, ...refund } };
  };
}

/** Refunding a payment opens its invoice again by that amount, unless the request writes off what is open. */
function reopen(
  transaction: Transaction,
  invoiceNumber: string,
  { totalAmount, writeOff = false }: z.output<typeof schema>,
  currency: string,
): void {
  const invoice = recordByKey(transaction, invoices, invoiceNumber);
  const balance = writeOff ? 0 : roundMoney(invoice.balance + totalAmount, currency);
  transaction.put(invoices, invoiceNumber, { ...invoice, balance });
}

function businessError(message: string): Refusal {
  return zuoraRefusal({ category: 'businessRule' }, message);
}

function readPayment({ transaction, param }: Call): Reply {
  return { status: 200, body: { success: true, ...refundableView(recordByKey(transaction, payments, param('key'))) } };
}

/** Source: zuora-swagger-client 1.2.0, `status` of "List payments". */
const PAYMENT_STATUSES = ['Draft', 'Processing', 'Processed', 'Error', 'Canceled', 'Posted'];

function listPayments({ transaction, request }: Call): Reply {
  const all = [...transaction.all(payments)].map((payment) => {
    return { ...payment, accountId: accountByKey(transaction, payment.accountNumber).id };
  });
  const found = listPage(request, all, { filters: ['accountId'], statuses: PAYMENT_STATUSES });
  return { status: 200, body: { success: true, payments: found.map(refundableView) } };
}

/** Source: zuora-swagger-client 1.2.0, `status` of "List refunds". */
const REFUND_STATUSES = ['Processed', 'Canceled', 'Error', 'Processing'];

function listRefunds({ transaction, request }: Call): Reply {
  const filters = ['accountId', 'paymentId'];
  const found = listPage(request, [...transaction.all(refunds)], { filters, statuses: REFUND_STATUSES });
  return { status: 200, body: { success: true, refunds: found } };
}

const refundPayment = refundOf(payments, 'payment', false);
const unapplyAndRefundPayment = refundOf(payments, 'payment', true);
const refundMemo = refundOf(creditMemos, 'credit memo', false);

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
