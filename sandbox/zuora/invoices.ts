import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { collect } from './billing/create-documents.ts';
import { invoiceItemView, invoiceView } from './billing/document-views.ts';
import { debitMemos, invoices } from './billing/documents.ts';
import { zuoraRefusal } from './errors.ts';
import { internalId, nextNumber } from './identifiers.ts';
import { accounts, recordByKey } from './records.ts';
import { dateField, modelObject, requestBody, textField } from './request-body.ts';

function read({ transaction, param }: Call): Reply {
  const invoice = recordByKey(transaction, invoices, param('key'));
  return { status: 200, body: { success: true, ...invoiceView(transaction, invoice) } };
}

function readItems({ transaction, param }: Call): Reply {
  const { currency, items } = recordByKey(transaction, invoices, param('key'));
  return { status: 200, body: { success: true, invoiceItems: items.map((item) => invoiceItemView(item, currency)) } };
}

/** Source: zuora-sdk 3.21.0, `CreatePaymentRunRequest`. */
const schema = modelObject({
  accountId: textField.optional(),
  collectPayment: z.boolean().optional(),
  targetDate: dateField.optional(),
  runDate: textField.optional(),
});

/** Zuora runs it later, and has the answer at once. An account on auto-pay without a payment method is passed over. */
function run(call: Call): Reply {
  const { transaction } = call;
  const { accountId, targetDate } = requestBody(call.request.body, schema);
  if (targetDate === undefined) throw zuoraRefusal({ category: 'missingField' }, "'targetDate' may not be empty");
  const number = nextNumber(transaction, 'PR-');
  for (const account of [...transaction.all(accounts)]) {
    const isMeant = accountId === undefined || account.id === accountId || account.accountNumber === accountId;
    const { defaultPaymentMethodId: method } = account;
    if (!isMeant || account.details.autoPay !== true || method === null) continue;
    const open = [...transaction.all(invoices), ...transaction.all(debitMemos)].filter(
      ({ accountNumber, balance, isLeftByPaymentRuns, status }) =>
        accountNumber === account.accountNumber && status === 'Posted' && balance > 0 && !isLeftByPaymentRuns,
    );
    for (const invoice of open) collect(call, [invoice], method);
  }
  return { status: 200, body: { success: true, id: internalId(), number, status: 'Completed', targetDate } };
}

/**
 * `GET /v1/invoices/{key}`, its items, and `POST /v1/payment-runs`, which collects the open balance of every invoice and debit
 * memo of accounts on auto-pay, at once. Source: Zuora v1 API reference, "Retrieve an invoice", "List all items of an invoice" and "Create a
 * payment run".
 */
export const invoiceRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/v1/invoices/:key', kind: 'read', handle: read },
  { method: 'GET', pattern: '/v1/invoices/:key/items', kind: 'read', handle: readItems },
  { method: 'POST', pattern: '/v1/payment-runs', kind: 'write', handle: run },
];
