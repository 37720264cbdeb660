import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { accountByKey } from './accounts.ts';
import { collect } from './billing.ts';
import { zuoraRefusal } from './errors.ts';
import { internalId, nextNumber } from './identifiers.ts';
import { accounts, invoices, recordByKey } from './records.ts';
import { dateField, modelObject, requestBody, textField } from './request-body.ts';

function read({ transaction, param }: Call): Reply {
  const { accountNumber, number, ...invoice } = recordByKey(transaction, invoices, param('key'));
  const { id: accountId, currency } = accountByKey(transaction, accountNumber);
  const body = { success: true, ...invoice, invoiceNumber: number, accountId, currency, status: 'Posted' };
  return { status: 200, body };
}

/** Source: zuora-sdk 3.21.0, `CreatePaymentRunRequest`. */
const schema = modelObject({
  accountId: textField.optional(),
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
    if (!isMeant || account.details.autoPay !== true || account.defaultPaymentMethodId === null) continue;
    const open = [...transaction.all(invoices)].filter(
      ({ accountNumber, balance }) => accountNumber === account.accountNumber && balance > 0,
    );
    for (const invoice of open) collect(call, invoice);
  }
  return { status: 200, body: { success: true, id: internalId(), number, status: 'Completed', targetDate } };
}

/**
 * `GET /v1/invoices/{key}` and `POST /v1/payment-runs`, which collects the open balance of every invoice of accounts on
 * auto-pay, at once. Source: Zuora v1 API reference, "Retrieve an invoice" and "Create a payment run".
 */
export const invoiceRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/v1/invoices/:key', kind: 'read', handle: read },
  { method: 'POST', pattern: '/v1/payment-runs', kind: 'write', handle: run },
];
