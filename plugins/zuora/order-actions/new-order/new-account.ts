import type { JsonObject } from '../../../../core/json.ts';
import { boughtOf } from '../../../../core/order/order-items.ts';
import { definedFields } from '../../../kit/defined-fields.ts';
import type { ZuoraOptions } from '../../options.ts';
import { contactFields, contactIfAny } from '../../order-fields/contact-fields.ts';
import { sourcedCustomFields, valueAt } from '../../order-fields/mapped-fields.ts';
import type { NewOrder } from './new-order-schema.ts';
import { paymentMethodId } from './payment.ts';

/** Returns the currency of an order, from its total or else from its first bought item with a price. */
export function currencyOf({ orderItems, total }: NewOrder): string | undefined {
  return (
    total?.currency ??
    boughtOf(orderItems)
      .map(({ item }) => item.price?.currency)
      .find((currency) => currency !== undefined)
  );
}

/** What a new account depends on besides the parsed order. */
export interface NewAccountContext {
  readonly options: ZuoraOptions;
  /** The order as received. */
  readonly order: JsonObject;
  readonly crmId: string | undefined;
}

/**
 * Returns the `newAccount` of an order ("API Reference", Create an order).
 *
 * `hpmCreditCardPaymentMethodId` makes a payment method from a hosted page the account's default; the account is on auto-pay
 * only with one. `billCycleDay: 0` makes the first charge decide the day.
 *
 * Settings are those of the option `account`, and fields those of `fieldSources`. `crmId` is the account in the CRM, if an
 * earlier step found it.
 */
export function newAccountFields(order: NewOrder, context: NewAccountContext): JsonObject {
  const { crmId, options, order: payload } = context;
  const { parentId, purchaseOrderNumber, vatId } = options.fieldSources;
  const textAt = (path: string | undefined) => (path === undefined ? undefined : valueAt(payload, path)?.toString());
  const VATId = textAt(vatId);
  const { billingDetails, customerDetails, payment } = order;
  const contact = billTo(order);
  const company = customerDetails?.companyName ?? customerDetails?.company ?? billingDetails?.company;
  const paymentMethod = paymentMethodId(order, options);
  return definedFields({
    ...options.account,
    name: company ?? [contact.firstName, contact.lastName].filter((part) => part !== undefined).join(' '),
    currency: currencyOf(order),
    crmId,
    parentId: textAt(parentId),
    purchaseOrderNumber: textAt(purchaseOrderNumber),
    taxInfo: VATId === undefined ? undefined : { VATId },
    customFields: sourcedCustomFields('account', context),
    billCycleDay: 0,
    autoPay: paymentMethod !== undefined,
    hpmCreditCardPaymentMethodId: paymentMethod,
    paymentGateway: paymentMethod === undefined ? undefined : payment?.zuora?.paymentGateway,
    billToContact: contact,
    soldToContact: soldTo(order),
  });
}

/** Returns the sold-to contact. Zuora requires its names, so details without a name go to the customer's. */
export function soldTo(order: NewOrder): JsonObject | undefined {
  const contact = contactIfAny(order.deliveryDetails);
  if (contact === undefined) return undefined;
  const isNamed = contact.firstName !== undefined || contact.lastName !== undefined;
  const { firstName, lastName } = billTo(order);
  return isNamed ? contact : { ...definedFields({ firstName, lastName }), ...contact };
}

/** Returns the bill-to contact: the billing details, completed by the customer's details and the country of purchase. */
export function billTo({ billingDetails, country, customerDetails }: NewOrder): JsonObject {
  const customer = customerDetails ? contactFields(customerDetails) : {};
  const billing = billingDetails ? contactFields(billingDetails) : {};
  return { ...definedFields({ country }), ...customer, ...billing };
}
