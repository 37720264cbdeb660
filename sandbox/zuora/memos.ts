import * as z from 'zod';
import type { Refusal, Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { accountByKey } from './accounts.ts';
import { apply, unapply } from './billing/apply-credits.ts';
import { putCredit, recordMoney } from './billing/create-documents.ts';
import { creditMemoView } from './billing/document-views.ts';
import { creditMemos, invoices, unappliedAmount } from './billing/documents.ts';
import { productChargeById } from './catalog/catalog.ts';
import { zuoraRefusal } from './errors.ts';
import { listPage } from './listing.ts';
import { toAmount, toUnits } from './money.ts';
import { recordByKey } from './records.ts';
import { amountField, dateField, modelObject, requestBody, textField } from './request-body.ts';
import { isBefore, versionOf } from './versions.ts';

const lineFields = {
  quantity: z.number().positive().optional(),
  amount: amountField.optional(),
  memoItemAmount: amountField.optional(),
  chargeId: textField.optional(),
  productRatePlanChargeId: textField.optional(),
};

/**
 * Returns the schema of a memo from charges.
 *
 * @param others further fields of its model, separated by spaces
 * @param lineOthers further fields of the model of its charges
 */
export const memoSchema = (others: string, lineOthers: string) =>
  modelObject(
    {
      autoPay: z.boolean().optional(),
      accountId: textField.optional(),
      accountNumber: textField.optional(),
      autoPost: z.boolean().optional(),
      comment: z.string().max(255).optional(),
      number: z
        .string()
        .regex(/^[\w-]{1,32}$/, 'expected at most 32 letters, digits, hyphens and underscores')
        .optional(),
      effectiveDate: dateField.optional(),
      reasonCode: textField.optional(),
      charges: z
        .array(modelObject(lineFields, `comment description serviceEndDate serviceStartDate ${lineOthers}`, true))
        .min(1),
    },
    `currency ${others}`,
    true,
  ).refine(({ accountId, accountNumber }) => (accountId ?? accountNumber) !== undefined, {
    path: ['accountId'],
    error: 'the id or the number of an account is required',
  });

/** Source: zuora-sdk 3.21.0, `CreateCreditMemoFromCharge`. */
const schema = memoSchema('excludeFromAutoApplyRules', '').refine(({ autoPay }) => autoPay === undefined, {
  path: ['autoPay'],
  error: 'is not a field of the request',
});

type Line = z.output<typeof schema>['charges'][number];

/**
 * Reads the memo that a request asks for.
 *
 * @throws Refusal when the account or a charge does not exist, or an amount is not one of the currency.
 */
export function requestedMemo({ request, transaction }: Call, schema: ReturnType<typeof memoSchema>) {
  const { accountId, accountNumber: given, autoPost, charges, number, ...others } = requestBody(request.body, schema);
  const lines = charges.map((line) => lineIn(versionOf(request), line));
  const { accountNumber, currency } = accountByKey(transaction, given ?? accountId ?? '');
  // The quantity is for information: the amount is that of the whole line.
  const amounts = lines.map(([chargeId, amount]) => {
    productChargeById(transaction, chargeId);
    return toUnits(amount, currency, 'amount');
  });
  return {
    accountNumber,
    amount: amounts.reduce((sum, amount) => sum + amount, 0),
    status: autoPost ? ('Posted' as const) : ('Draft' as const),
    autoPay: others.autoPay,
    reasonCode: others.reasonCode ?? null,
    ...(number !== undefined && { number }),
    comment: others.comment ?? null,
    ...(others.effectiveDate !== undefined && { date: others.effectiveDate }),
  };
}

/**
 * Returns charge and amount of a line. Their fields have other names in older versions.
 * Source: zuora-sdk 3.21.0, `CreditMemoItemFromChargeDetail`.
 */
function lineIn(version: string, line: Line): readonly [chargeId: string, amount: number] {
  const amountName = isBefore(version, '224.0') ? 'memoItemAmount' : 'amount';
  const chargeName = isBefore(version, '257.0') ? 'chargeId' : 'productRatePlanChargeId';
  const { [amountName]: amount, [chargeName]: chargeId } = line;
  const missing = amount === undefined ? amountName : chargeId === undefined ? chargeName : undefined;
  if (amount === undefined || chargeId === undefined) {
    throw zuoraRefusal({ category: 'missingField' }, `'charges.${missing}' may not be empty in version ${version}`);
  }
  return [chargeId, amount];
}

/** @throws Refusal when the number of a memo is taken. */
export function refuseTaken(isTaken: boolean, number: string | undefined): void {
  if (isTaken) throw zuoraRefusal({ category: 'businessRule' }, `The memo number ${number} already exists.`);
}

function createCreditMemo(call: Call): Reply {
  const { autoPay: _, ...memo } = requestedMemo(call, schema);
  refuseTaken(call.transaction.get(creditMemos, memo.number ?? '') !== undefined, memo.number);
  const created = putCredit(call, creditMemos, 'CM', memo);
  recordMoney(call, 'credit-memo.created', created);
  return accepted(creditMemoView(call.transaction, created));
}

function readCreditMemo({ transaction, param }: Call): Reply {
  return accepted(creditMemoView(transaction, recordByKey(transaction, creditMemos, param('key'))));
}

/** Source: zuora-swagger-client 1.2.0, `status` of "List credit memos". */
const MEMO_STATUSES = ['Draft', 'Posted', 'Canceled', 'Error', 'PendingForTax', 'Generating', 'CancelInProgress'];

function listCreditMemos({ transaction, request }: Call): Reply {
  const all = [...transaction.all(creditMemos)].map((memo) => {
    return { ...memo, accountId: accountByKey(transaction, memo.accountNumber).id };
  });
  const { found, nextPage } = listPage(request, all, { filters: ['accountId'], statuses: MEMO_STATUSES });
  return accepted({ creditmemos: found.map((memo) => creditMemoView(transaction, memo)), ...nextPage });
}

function accepted(view: object): Reply {
  return { status: 200, body: { success: true, ...view } };
}

/** Posts or cancels a draft; Zuora cancels no memo that is posted. */
function changeDraft(status: 'Posted' | 'Canceled'): Route['handle'] {
  return ({ param, transaction }) => {
    const memo = recordByKey(transaction, creditMemos, param('key'));
    if (memo.status !== 'Draft') throw businessError(`The credit memo ${memo.number} is ${memo.status}, not Draft.`);
    const changed = { ...memo, status };
    transaction.put(creditMemos, memo.number, changed);
    return accepted(creditMemoView(transaction, changed));
  };
}

/** Source: zuora-sdk 3.21.0, `ApplyCreditMemoRequest` and `UnapplyCreditMemoRequest`. */
const applicationSchema = modelObject(
  { invoices: z.array(modelObject({ invoiceId: textField, amount: amountField })).min(1) },
  'effectiveDate',
);

function applyMemo({ param, request, transaction }: Call): Reply {
  let memo = recordByKey(transaction, creditMemos, param('key'));
  if (memo.status !== 'Posted') throw businessError(`The credit memo ${memo.number} is ${memo.status}, not Posted.`);
  for (const { amount: given, invoiceId } of requestBody(request.body, applicationSchema).invoices) {
    const invoice = recordByKey(transaction, invoices, invoiceId);
    const amount = toUnits(given, memo.currency, 'amount');
    const most = Math.min(unappliedAmount(memo), invoice.balance);
    if (invoice.accountNumber !== memo.accountNumber) throw businessError(`${invoice.number} is of another account.`);
    if (amount > most) throw businessError(`The amount ${given} exceeds ${toAmount(most, memo.currency)}.`);
    const applied = apply(memo, invoice, amount);
    memo = applied.credit;
    transaction.put(invoices, invoice.number, applied.receivable);
  }
  transaction.put(creditMemos, memo.number, memo);
  return accepted(creditMemoView(transaction, memo));
}

function unapplyMemo({ param, request, transaction }: Call): Reply {
  let memo = recordByKey(transaction, creditMemos, param('key'));
  for (const { amount: given, invoiceId } of requestBody(request.body, applicationSchema).invoices) {
    const invoice = recordByKey(transaction, invoices, invoiceId);
    const amount = toUnits(given, memo.currency, 'amount');
    const own = memo.applications.filter(({ number }) => number === invoice.number);
    const most = own.reduce((sum, application) => sum + application.amount, 0);
    if (amount > most) throw businessError(`The amount ${given} exceeds ${toAmount(most, memo.currency)}.`);
    const unapplied = unapply(memo, invoice, amount);
    memo = unapplied.credit;
    transaction.put(invoices, invoice.number, unapplied.receivable);
  }
  transaction.put(creditMemos, memo.number, memo);
  return accepted(creditMemoView(transaction, memo));
}

function businessError(message: string): Refusal {
  return zuoraRefusal({ category: 'businessRule' }, message);
}

/**
 * Credit memos from product rate plan charges, under the current path and the older one without a hyphen.
 * Source: Zuora v1 API reference, "Create a credit memo from a charge", "Post", "Cancel", "Apply" and "Unapply a credit memo".
 */
export const memoRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/v1/credit-memos', kind: 'read', handle: listCreditMemos },
  ...['/v1/credit-memos', '/v1/creditmemos'].flatMap((path): Route[] => [
    { method: 'POST', pattern: path, kind: 'write', handle: createCreditMemo },
    { method: 'GET', pattern: `${path}/:key`, kind: 'read', handle: readCreditMemo },
    { method: 'PUT', pattern: `${path}/:key/post`, kind: 'write', handle: changeDraft('Posted') },
    { method: 'PUT', pattern: `${path}/:key/cancel`, kind: 'write', handle: changeDraft('Canceled') },
    { method: 'PUT', pattern: `${path}/:key/apply`, kind: 'write', handle: applyMemo },
    { method: 'PUT', pattern: `${path}/:key/unapply`, kind: 'write', handle: unapplyMemo },
  ]),
];
