import type { Reply } from '../../server/exchange.ts';
import type { Call, Route } from '../../server/route.ts';
import { accountByKey } from '../accounts.ts';
import { zuoraRefusal } from '../errors.ts';
import { listPage } from '../listing.ts';
import { toAmount } from '../money.ts';
import { creditMemos, debitMemos, invoices, unappliedAmount } from './documents.ts';

/** Source: zuora-sdk 3.21.0, `BillingDocumentStatus`. */
const STATUSES = ['Draft', 'Posted', 'Canceled', 'Error'];

function list({ request, transaction }: Call): Reply {
  const key = request.query.get('accountNumber') ?? request.query.get('accountId');
  if (key === null) throw zuoraRefusal({ category: 'missingField' }, "'accountId' may not be empty");
  const { accountNumber, id: accountId } = accountByKey(transaction, key);
  const documents = [
    ...[...transaction.all(invoices)].map((invoice) => ({ ...invoice, documentType: 'Invoice' })),
    ...[...transaction.all(debitMemos)].map((memo) => ({ ...memo, documentType: 'DebitMemo' })),
    ...[...transaction.all(creditMemos)].map((memo) => ({
      ...memo,
      balance: unappliedAmount(memo),
      documentType: 'CreditMemo',
    })),
  ].map((document) => ({ ...document, accountId }));
  const own = documents
    .filter((document) => document.accountNumber === accountNumber)
    .toSorted((one, other) => other.date.localeCompare(one.date));
  const { found, nextPage } = listPage(request, own, { filters: ['accountId', 'accountNumber'], statuses: STATUSES });
  const view = found.map(({ amount, balance, currency, date, documentType, id, number, status }) => ({
    accountId,
    amount: toAmount(amount, currency),
    balance: toAmount(balance, currency),
    currency,
    documentDate: date,
    documentNumber: number,
    documentType,
    id,
    status,
  }));
  return { status: 200, body: { success: true, documents: view, ...nextPage } };
}

/**
 * `GET /v1/billing-documents` lists the invoices, credit memos and debit memos of an account.
 * Source: Zuora v1 API reference, "List billing documents for an account".
 */
export const billingDocumentsRoute: Route = {
  method: 'GET',
  pattern: '/v1/billing-documents',
  kind: 'read',
  handle: list,
};
