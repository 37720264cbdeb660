import type { JsonObject } from '../../../../core/json.ts';
import { definedFields } from '../../../kit/defined-fields.ts';
import type { ZuoraOptions } from '../../options.ts';
import { contactFields, contactIfAny } from '../../order-fields/contact-fields.ts';
import type { NewOrder } from './new-order-schema.ts';
import { paymentMethodId } from './payment.ts';

/** The currency of an order: its total's, else its first item's. */
export function currencyOf({ orderItems, total }: NewOrder): string | undefined {
  return total?.currency ?? orderItems.map((item) => item.price?.currency).find((currency) => currency !== undefined);
}

/**
 * The `newAccount` of an order ("API Reference", Create an order).
 *
 * `hpmCreditCardPaymentMethodId` makes a payment method from a hosted page the account's default, and only with one is
 * the account on auto-pay. `billCycleDay: 0` leaves the day to the first charge.
 *
 * @param crmId the account in the CRM, when an earlier step found it
 */
export function newAccountFields(order: NewOrder, options: ZuoraOptions, crmId: string | undefined): JsonObject {
  const { billingDetails, customerDetails, payment } = order;
  const contact = billTo(order);
  const company = customerDetails?.companyName ?? customerDetails?.company ?? billingDetails?.company;
  const paymentMethod = paymentMethodId(order, options);
  return definedFields({
    name: company ?? [contact.firstName, contact.lastName].filter((part) => part !== undefined).join(' '),
    currency: currencyOf(order),
    crmId,
    billCycleDay: 0,
    autoPay: paymentMethod !== undefined,
    hpmCreditCardPaymentMethodId: paymentMethod,
    paymentGateway: paymentMethod === undefined ? undefined : payment?.zuora?.paymentGateway,
    billToContact: contact,
    soldToContact: contactIfAny(order.deliveryDetails),
  });
}

/** Who pays: the billing details, completed by the customer's name and email and the country of purchase. */
export function billTo({ billingDetails, country, customerDetails }: NewOrder): JsonObject {
  const customer = customerDetails ? contactFields(customerDetails) : {};
  const billing = billingDetails ? contactFields(billingDetails) : {};
  return { ...definedFields({ country }), ...customer, ...billing };
}
