import type { JsonObject } from '../../../../core/json.ts';
import { definedFields } from '../../../../core/partner/defined-fields.ts';
import type { NewOrder, Party } from './new-order-schema.ts';

/** Zuora's contact fields by the fields of an address (Limio's page "Updating contact details in Zuora via Limio orders"). */
const CONTACT_FIELDS: Readonly<Record<string, keyof Party>> = {
  address1: 'address1',
  address2: 'address2',
  city: 'city',
  state: 'state',
  county: 'county',
  postalCode: 'postalCode',
  country: 'country',
  firstName: 'firstName',
  lastName: 'lastName',
  personalEmail: 'email',
  mobilePhone: 'phone',
  workPhone: 'workPhone',
  otherPhone: 'otherPhone',
  workEmail: 'workEmail',
};

/** The contact of an address. */
export function contactFields(party: Party): JsonObject {
  return definedFields(
    Object.fromEntries(Object.entries(CONTACT_FIELDS).map(([field, source]) => [field, party[source]])),
  );
}

/** Who pays: the billing details, completed by the customer's name and email and the country of purchase. */
export function billTo({ billingDetails, country, customerDetails }: NewOrder): JsonObject {
  const customer = customerDetails ? contactFields(customerDetails) : {};
  const billing = billingDetails ? contactFields(billingDetails) : {};
  return { ...definedFields({ country }), ...customer, ...billing };
}

/** Who receives: the delivery details; undefined when the order has none. */
export function soldTo({ deliveryDetails }: NewOrder): JsonObject | undefined {
  const contact = deliveryDetails ? contactFields(deliveryDetails) : {};
  return Object.keys(contact).length > 0 ? contact : undefined;
}
