import { z } from 'zod';
import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { accountByKey } from './accounts.ts';
import { effectKey } from './effect-key.ts';
import { notFound } from './errors.ts';
import { textField } from './fields.ts';
import { internalId } from './numbers.ts';
import { accounts, paymentMethods } from './records.ts';
import { requestBody } from './request-body.ts';

/** Source: Zuora v1 API reference, "Create a payment method", `type`. */
const TYPES = [
  'CreditCard',
  'CreditCardReferenceTransaction',
  'ACH',
  'SEPA',
  'Betalingsservice',
  'Autogiro',
  'Bacs',
  'Becs',
  'Becsnz',
  'PAD',
  'PayPalCP',
  'PayPalEC',
  'PayPalNativeEC',
  'PayPalAdaptive',
  'AdyenApplePay',
  'AdyenGooglePay',
  'GooglePay',
  'Custom',
] as const;

const schema = z.looseObject({
  type: z.enum(TYPES),
  accountKey: textField.optional(),
  makeDefault: z.boolean().optional(),
});

/** Card data is looked at by nobody and kept nowhere. */
function create(call: Call): Reply {
  const { transaction } = call;
  const { type, accountKey, makeDefault } = requestBody(call.request.body, schema);
  const account = accountKey === undefined ? undefined : accountByKey(transaction, accountKey);
  const id = internalId();
  const accountNumber = account?.accountNumber ?? null;
  transaction.put(paymentMethods, id, { id, type, accountNumber });
  if (account !== undefined && makeDefault) {
    transaction.put(accounts, account.accountNumber, { ...account, defaultPaymentMethodId: id });
  }
  const key = effectKey(call, id);
  transaction.effect({ partner: 'zuora', kind: 'payment-method.created', key, id, accountNumber });
  return { status: 200, body: { success: true, id } };
}

function read({ transaction, param }: Call): Reply {
  const method = transaction.get(paymentMethods, param('id'));
  if (method === undefined) throw notFound(param('id'));
  return { status: 200, body: { success: true, ...method } };
}

/** `POST /v1/payment-methods` and `GET /v1/payment-methods/{id}`. Source: Zuora v1 API reference, "Payment methods". */
export const paymentMethodRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/v1/payment-methods', kind: 'write', handle: create },
  { method: 'GET', pattern: '/v1/payment-methods/:id', kind: 'read', handle: read },
];
