import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { accountByKey } from './accounts.ts';
import { putCredit, putReceivable, recordMoney } from './billing/create-documents.ts';
import { creditMemoView, debitMemoView } from './billing/document-views.ts';
import { creditMemos, debitMemos } from './billing/documents.ts';
import { productChargeById } from './catalog/catalog.ts';
import { zuoraRefusal } from './errors.ts';
import { toUnits } from './money.ts';
import { recordByKey } from './records.ts';
import { amountField, dateField, modelObject, requestBody, textField } from './request-body.ts';

/** Source: zuora-sdk 3.21.0, `CreateCreditMemoFromCharge`. */
const schema = modelObject(
  {
    accountId: textField.optional(),
    accountNumber: textField.optional(),
    autoPost: z.boolean().optional(),
    number: z
      .string()
      .regex(/^[\w-]{1,32}$/, 'expected at most 32 letters, digits, hyphens and underscores')
      .optional(),
    effectiveDate: dateField.optional(),
    reasonCode: textField.optional(),
    charges: z
      .array(
        modelObject(
          {
            amount: amountField,
            quantity: z.number().positive().optional(),
            chargeId: textField.optional(),
            productRatePlanChargeId: textField.optional(),
          },
          'comment description serviceEndDate serviceStartDate',
        ).refine((charge) => charge.chargeId ?? charge.productRatePlanChargeId, {
          path: ['chargeId'],
          error: 'the id of a product rate plan charge is required',
        }),
      )
      .min(1),
  },
  'comment currency excludeFromAutoApplyRules',
).refine(({ accountId, accountNumber }) => (accountId ?? accountNumber) !== undefined, {
  path: ['accountId'],
  error: 'the id or the number of an account is required',
});

function requestedMemo({ request, transaction }: Call) {
  const { accountId, accountNumber: given, autoPost, charges, number, ...others } = requestBody(request.body, schema);
  const { accountNumber, currency } = accountByKey(transaction, given ?? accountId ?? '');
  // The quantity is for information: the amount is that of the whole line.
  const amounts = charges.map(({ amount, chargeId, productRatePlanChargeId }) => {
    productChargeById(transaction, productRatePlanChargeId ?? chargeId ?? '');
    return toUnits(amount, currency, 'amount');
  });
  return {
    accountNumber,
    amount: amounts.reduce((sum, amount) => sum + amount, 0),
    status: autoPost ? ('Posted' as const) : ('Draft' as const),
    reasonCode: others.reasonCode ?? null,
    ...(number !== undefined && { number }),
    ...(others.effectiveDate !== undefined && { date: others.effectiveDate }),
  };
}

function refuseTaken(isTaken: boolean, number: string | undefined): void {
  if (isTaken) throw zuoraRefusal({ category: 'businessRule' }, `The memo number ${number} already exists.`);
}

function createCreditMemo(call: Call): Reply {
  const memo = requestedMemo(call);
  refuseTaken(call.transaction.get(creditMemos, memo.number ?? '') !== undefined, memo.number);
  const created = putCredit(call, creditMemos, 'CM', memo);
  recordMoney(call, 'credit-memo.created', created);
  return accepted(creditMemoView(call.transaction, created));
}

function createDebitMemo(call: Call): Reply {
  const memo = requestedMemo(call);
  refuseTaken(call.transaction.get(debitMemos, memo.number ?? '') !== undefined, memo.number);
  const created = putReceivable(call, debitMemos, 'DM', memo);
  recordMoney(call, 'debit-memo.created', created);
  return accepted(debitMemoView(call.transaction, created));
}

function readCreditMemo({ transaction, param }: Call): Reply {
  return accepted(creditMemoView(transaction, recordByKey(transaction, creditMemos, param('key'))));
}

function readDebitMemo({ transaction, param }: Call): Reply {
  return accepted(debitMemoView(transaction, recordByKey(transaction, debitMemos, param('key'))));
}

function accepted(view: object): Reply {
  return { status: 200, body: { success: true, ...view } };
}

/**
 * Memos from product rate plan charges, under the current paths and the older ones without a hyphen.
 * Source: Zuora v1 API reference, "Create a credit memo from a charge" and "Create a debit memo from a charge".
 */
export const memoRoutes: readonly Route[] = [
  ...['/v1/credit-memos', '/v1/creditmemos'].flatMap((path): Route[] => [
    { method: 'POST', pattern: path, kind: 'write', handle: createCreditMemo },
    { method: 'GET', pattern: `${path}/:key`, kind: 'read', handle: readCreditMemo },
  ]),
  ...['/v1/debit-memos', '/v1/debitmemos'].flatMap((path): Route[] => [
    { method: 'POST', pattern: path, kind: 'write', handle: createDebitMemo },
    { method: 'GET', pattern: `${path}/:key`, kind: 'read', handle: readDebitMemo },
  ]),
];
