import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import type { Collection } from '../state/transaction.ts';
import { accountByKey } from './accounts.ts';
import { putRefundable } from './billing.ts';
import { zuoraRefusal } from './errors.ts';
import { effectKey } from './identifiers.ts';
import { creditMemos, debitMemos, type Refundable, recordByKey, refundableView } from './records.ts';
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

interface MemoSeries {
  readonly collection: Collection<Refundable>;
  readonly prefix: string;
  readonly kind: string;
  readonly paths: readonly string[];
}

function create(call: Call, { collection, prefix, kind }: MemoSeries): Reply {
  const request = requestBody(call.request.body, schema);
  const { id: accountId, accountNumber } = accountByKey(
    call.transaction,
    request.accountNumber ?? request.accountId ?? '',
  );
  const amount = request.charges.reduce((sum, charge) => sum + charge.amount * (charge.quantity ?? 1), 0);
  if (request.number !== undefined && call.transaction.get(collection, request.number) !== undefined) {
    throw zuoraRefusal({ category: 'businessRule' }, `The memo number ${request.number} already exists.`);
  }
  const state = request.autoPost ? 'Posted' : 'Draft';
  const memo = putRefundable(call, collection, prefix, accountNumber, amount, state, request.number);
  const { id, number, status } = memo;
  const key = effectKey(call, number);
  call.transaction.effect({ partner: 'zuora', kind, key, number, accountNumber, amount: memo.amount });
  const reasonCode = request.reasonCode ?? null;
  const body = { success: true, id, number, status, accountId, accountNumber, amount: memo.amount, reasonCode };
  return { status: 200, body };
}

function read({ transaction, param }: Call, { collection }: MemoSeries): Reply {
  const memo = recordByKey(transaction, collection, param('key'));
  return { status: 200, body: { success: true, ...refundableView(memo) } };
}

function routesOf(series: MemoSeries): Route[] {
  return series.paths.flatMap((path): Route[] => [
    { method: 'POST', pattern: path, kind: 'write', handle: (call) => create(call, series) },
    { method: 'GET', pattern: `${path}/:key`, kind: 'read', handle: (call) => read(call, series) },
  ]);
}

/**
 * Memos from product rate plan charges, under the current paths and the older ones without a hyphen.
 * Source: Zuora v1 API reference, "Create a credit memo from a charge" and "Create a debit memo from a charge".
 */
export const memoRoutes: readonly Route[] = [
  ...routesOf({
    collection: creditMemos,
    prefix: 'CM',
    kind: 'credit-memo.created',
    paths: ['/v1/credit-memos', '/v1/creditmemos'],
  }),
  ...routesOf({
    collection: debitMemos,
    prefix: 'DM',
    kind: 'debit-memo.created',
    paths: ['/v1/debit-memos', '/v1/debitmemos'],
  }),
];
