import type { JsonObject } from '../../../../core/json.ts';
import { definedFields } from '../../../kit/defined-fields.ts';
import { contactFields } from '../../order-fields/contact-fields.ts';
import type { NewOrder } from './new-order-schema.ts';

/** Who pays: the billing details, completed by the customer's name and email and the country of purchase. */
export function billTo({ billingDetails, country, customerDetails }: NewOrder): JsonObject {
  const customer = customerDetails ? contactFields(customerDetails) : {};
  const billing = billingDetails ? contactFields(billingDetails) : {};
  return { ...definedFields({ country }), ...customer, ...billing };
}
