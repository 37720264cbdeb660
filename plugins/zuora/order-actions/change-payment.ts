import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { checkOrder } from '../../kit/order-actions.ts';
import { readAccount, updateAccount } from '../api/account.ts';
import { linkPaymentMethod } from '../api/link-payment-method.ts';
import type { ZuoraOptions } from '../options.ts';
import { accountContactIfAny } from '../order-fields/contact-fields.ts';
import { party, payment } from '../order-fields/field-schemas.ts';
import { lengthProblems } from '../order-fields/limits.ts';
import { accountProblems } from '../order-fields/order-target.ts';
import type { OrderAction } from './order-action.ts';
import { probeAccount } from './probe-account.ts';
import { readOwnAccount } from './read-target.ts';

const INVOICE = 'invoice';

const schema = z.object({ payment, billingDetails: party.nullish() });

/**
 * Makes a payment method the default of an account and puts the account on auto-pay ("API Reference", Payment methods,
 * Update a payment method; Accounts, Update an account).
 *
 * First links a method that a customer created on a hosted page to the account. A change to payment by invoice takes the
 * account off auto-pay, and makes the option `invoicePaymentMethodId`, if set, its default. Billing details update the
 * bill-to contact.
 */
export const changePayment: OrderAction = {
  problems: (order, options) => [
    ...checkOrder(schema, order, (parsed) => {
      const long = lengthProblems('billingDetails', parsed.billingDetails);
      if (parsed.payment?.type === INVOICE || methodOf(parsed, options) !== undefined) return long;
      const message = `Expected the id of a Zuora payment method for payment type ${parsed.payment?.type ?? 'zuora'}, found none. Send payment.zuora.refId.`;
      return [{ path: 'payment.zuora.refId', code: 'payment_method_missing', message }];
    }),
    ...accountProblems(order, options),
  ],
  async run(call) {
    const order = schema.parse(call.context.order);
    const { accountNumber, subscriptionNumber } = await readOwnAccount(call);
    const byInvoice = order.payment?.type === INVOICE;
    const method = methodOf(order, call.context.options);
    // The payment method for invoices belongs to the tenant, not to a customer.
    if (method !== undefined && !byInvoice) {
      await linkPaymentMethod(call, method, await readAccount(call, accountNumber));
    }
    await updateAccount(call, accountNumber, paymentChanges(call.context.order, call.context.options));
    return { output: definedFields({ accountNumber, subscriptionNumber, paymentMethodId: method }) };
  },
  probe(call) {
    const { options, order } = call.context;
    const paymentMethodId = methodOf(schema.parse(order), options);
    return probeAccount(call, paymentChanges(order, options), definedFields({ paymentMethodId }));
  },
};

/** The fields of the account that the order changes. */
function paymentChanges(order: JsonObject, options: ZuoraOptions): JsonObject {
  const parsed = schema.parse(order);
  return definedFields({
    defaultPaymentMethodId: methodOf(parsed, options),
    autoPay: parsed.payment?.type !== INVOICE,
    paymentGateway: parsed.payment?.zuora?.paymentGateway,
    billToContact: accountContactIfAny(parsed.billingDetails),
  });
}

/** The account's new default payment method; `undefined` if it keeps the old one. */
function methodOf(order: z.output<typeof schema>, { invoicePaymentMethodId }: ZuoraOptions): string | undefined {
  return order.payment?.type === INVOICE ? invoicePaymentMethodId : order.payment?.zuora?.refId;
}
