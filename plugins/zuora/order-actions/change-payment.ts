import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { checkOrder } from '../../kit/order-actions.ts';
import { readAccount, updateAccount } from '../api/account.ts';
import { linkPaymentMethod } from '../api/link-payment-method.ts';
import type { ZuoraOptions } from '../options.ts';
import { contactIfAny } from '../order-fields/contact-fields.ts';
import { party, payment } from '../order-fields/field-schemas.ts';
import { accountProblems } from '../order-fields/order-target.ts';
import type { OrderAction } from './order-action.ts';
import { readTargetAccount } from './read-target.ts';

const INVOICE = 'invoice';

const schema = z.object({ payment, billingDetails: party.nullish() });

/**
 * Makes a payment method the default of an account and puts the account on auto-pay ("API Reference", Payment methods,
 * Update a payment method; Accounts, Update an account).
 *
 * A method that a customer made on a hosted page is linked to the account first. A change to payment by invoice takes the
 * account off auto-pay; its default is then the option `invoicePaymentMethodId`, if there is one. Billing details go to the
 * bill-to contact.
 */
export const changePayment: OrderAction = {
  problems: (order, options) => [
    ...checkOrder(schema, order, (parsed) => {
      if (parsed.payment?.type === INVOICE || methodOf(parsed, options) !== undefined) return [];
      const message = `Expected the id of a Zuora payment method for payment type ${parsed.payment?.type ?? 'zuora'}, found none. Send payment.zuora.refId.`;
      return [{ path: 'payment.zuora.refId', code: 'payment_method_missing', message }];
    }),
    ...accountProblems(order, options),
  ],
  async run(call) {
    const order = schema.parse(call.context.order);
    const { accountNumber, subscriptionNumber } = await readTargetAccount(call);
    const byInvoice = order.payment?.type === INVOICE;
    const method = methodOf(order, call.context.options);
    // The fixed method of invoices belongs to the tenant, not to one customer.
    if (method !== undefined && !byInvoice) {
      await linkPaymentMethod(call, method, await readAccount(call, accountNumber));
    }
    await updateAccount(call, accountNumber, paymentChanges(call.context.order, call.context.options));
    return { output: definedFields({ accountNumber, subscriptionNumber, paymentMethodId: method }) };
  },
};

/** What the order changes of an account. */
export function paymentChanges(order: JsonObject, options: ZuoraOptions): JsonObject {
  const parsed = schema.parse(order);
  return definedFields({
    defaultPaymentMethodId: methodOf(parsed, options),
    autoPay: parsed.payment?.type !== INVOICE,
    paymentGateway: parsed.payment?.zuora?.paymentGateway,
    billToContact: contactIfAny(parsed.billingDetails),
  });
}

/** The payment method that an account has after the change; undefined when it keeps its own. */
export function changedMethod(order: JsonObject, options: ZuoraOptions): string | undefined {
  return methodOf(schema.parse(order), options);
}

function methodOf(order: z.output<typeof schema>, { invoicePaymentMethodId }: ZuoraOptions): string | undefined {
  return order.payment?.type === INVOICE ? invoicePaymentMethodId : order.payment?.zuora?.refId;
}
