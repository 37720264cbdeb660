import * as z from 'zod';
import type { Refusal, Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { accountByKey, paymentMethodOfAccount } from './accounts.ts';
import { collect, putReceivable, recordMoney } from './billing/create-documents.ts';
import { debitMemoView } from './billing/document-views.ts';
import { debitMemos, payments, type Receivable } from './billing/documents.ts';
import { zuoraRefusal } from './errors.ts';
import { memoSchema, refuseTaken, requestedMemo } from './memos.ts';
import { toAmount } from './money.ts';
import { recordByKey } from './records.ts';
import { modelObject, requestBody, textField } from './request-body.ts';

/** Source: zuora-sdk 3.21.0, `CreateDebitMemoFromCharge`. */
const schema = memoSchema('customRates dueDate', 'excludeItemBillingFromRevenueAccounting financeInformation');

function create(call: Call): Reply {
  const { autoPay, comment: _comment, ...memo } = requestedMemo(call, schema);
  refuseTaken(call.transaction.get(debitMemos, memo.number ?? '') !== undefined, memo.number);
  const created = putReceivable(call, debitMemos, 'DM', { ...memo, isLeftByPaymentRuns: autoPay === false });
  recordMoney(call, 'debit-memo.created', created);
  return shown(call, created);
}

function read(call: Call): Reply {
  return shown(call, memoOf(call));
}

/** Source: zuora-sdk 3.21.0, `CollectDebitMemoRequest`. */
const collectSchema = modelObject({
  collect: z.boolean().optional(),
  applyCredit: z.literal(false, { error: 'the sandbox applies no credits to debit memos' }).optional(),
  payment: modelObject({ paymentMethodId: textField.optional() }, 'balanceRefresh cryptogram gatewayId').optional(),
});

function collectMemo(call: Call): Reply {
  const memo = memoOf(call);
  const { collect: isAsked, payment: method } = requestBody(call.request.body, collectSchema);
  if (memo.status !== 'Posted') throw refusal(memo, `is ${memo.status}, not Posted`);
  const { id, number } = memo;
  if (!isAsked) return { status: 200, body: { success: true, debitMemo: { id, number } } };
  if (memo.balance === 0) throw refusal(memo, 'has no balance to collect');
  const account = accountByKey(call.transaction, memo.accountNumber);
  const methodId = method?.paymentMethodId ?? account.defaultPaymentMethodId;
  if (methodId === null) throw refusal(memo, 'has an account without a payment method');
  paymentMethodOfAccount(call, methodId, account);
  const payment = collect(call, [memo], methodId);
  const processedPayment = {
    id: payment.id,
    number: payment.number,
    amount: toAmount(payment.amount, payment.currency),
    status: payment.status,
    paymentMethodId: methodId,
  };
  return { status: 200, body: { success: true, debitMemo: { id, number }, processedPayment } };
}

function listParts(call: Call): Reply {
  const memo = memoOf(call);
  const applicationParts = [...call.transaction.all(payments)].flatMap(({ applications, createdDate, currency, id }) =>
    applications
      .filter(({ number }) => number === memo.number)
      .map(({ amount }) => ({ paymentId: id, appliedAmount: toAmount(amount, currency), createdDate })),
  );
  return { status: 200, body: { success: true, applicationParts } };
}

function unpost(call: Call): Reply {
  const memo = memoOf(call);
  if (memo.status !== 'Posted') throw refusal(memo, `is ${memo.status}, not Posted`);
  if (memo.balance !== memo.amount) throw refusal(memo, 'has a payment applied to it');
  return changed(call, { ...memo, status: 'Draft' });
}

function cancel(call: Call): Reply {
  const memo = memoOf(call);
  if (memo.status !== 'Draft') throw refusal(memo, `is ${memo.status}, not Draft`);
  recordMoney(call, 'debit-memo.cancelled', memo);
  return changed(call, { ...memo, status: 'Canceled' });
}

function memoOf({ transaction, param }: Call): Receivable {
  return recordByKey(transaction, debitMemos, param('key'));
}

function changed(call: Call, memo: Receivable): Reply {
  call.transaction.put(debitMemos, memo.number, memo);
  return shown(call, memo);
}

function shown({ transaction }: Call, memo: Receivable): Reply {
  return { status: 200, body: { success: true, ...debitMemoView(transaction, memo) } };
}

function refusal({ number }: Receivable, problem: string): Refusal {
  return zuoraRefusal({ category: 'businessRule' }, `The debit memo ${number} ${problem}.`);
}

/**
 * Debit memos from product rate plan charges, their payments and their end. Creating and reading also has the older path without
 * a hyphen.
 * Source: Zuora v1 API reference, "Create a debit memo from a charge", "Collect a posted debit memo", "List all application parts
 * of a debit memo", "Unpost a debit memo", "Cancel a debit memo".
 */
export const debitMemoRoutes: readonly Route[] = [
  ...['/v1/debit-memos', '/v1/debitmemos'].flatMap((path): Route[] => [
    { method: 'POST', pattern: path, kind: 'write', handle: create },
    { method: 'GET', pattern: `${path}/:key`, kind: 'read', handle: read },
  ]),
  { method: 'POST', pattern: '/v1/debit-memos/:key/collect', kind: 'write', handle: collectMemo },
  { method: 'GET', pattern: '/v1/debit-memos/:key/application-parts', kind: 'read', handle: listParts },
  { method: 'PUT', pattern: '/v1/debit-memos/:key/unpost', kind: 'write', handle: unpost },
  { method: 'PUT', pattern: '/v1/debit-memos/:key/cancel', kind: 'write', handle: cancel },
];
