import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { SalesforceOptions } from '../options.ts';
import { addressFields, personFields } from './account-fields.ts';
import { addressSchema, customerOf, customerSchema, type PostalAddress } from './customer.ts';

/** Fields to change, by object. A person account keeps its contact's fields itself. */
export interface CustomerChanges {
  readonly account: JsonObject;
  readonly contact: JsonObject;
}

/** What a `change_address` order changes: the addresses that the options have Salesforce know. */
export function changedAddress(order: JsonObject, options: SalesforceOptions): CustomerChanges {
  const address = addressSchema.parse(order.address ?? {});
  const isOf = (type: string): boolean => order.type === type || order.type === 'all';
  return {
    account: addressChanges(options, {
      billing: isOf('billing') ? address : undefined,
      delivery: isOf('delivery') ? address : undefined,
    }),
    contact: {},
  };
}

/** What a `change_payment` order changes: the billing address; Salesforce knows nothing of the payment itself. */
export function changedPayment(order: JsonObject, options: SalesforceOptions): CustomerChanges {
  return { account: addressChanges(options, { billing: billingOf(order) }), contact: {} };
}

/** What an `update_customer_details` order changes: the person, the company's name, and the addresses it carries. */
export function changedDetails(order: JsonObject, options: SalesforceOptions): CustomerChanges {
  const details = customerOf({ customerDetails: order.customerDetails ?? null });
  const { company, email: Email, firstName: FirstName, lastName: LastName, phone: Phone } = details;
  const addresses = addressChanges(options, { billing: billingOf(order), delivery: customerOf(order).delivery });
  return options.createPersonAccount
    ? { account: { ...personFields(details), ...addresses }, contact: {} }
    : {
        account: definedFields({ Name: company, ...addresses }),
        contact: definedFields({ FirstName, LastName, Email, Phone }),
      };
}

/** The problems of an order whose changes cannot be read. */
export function changeIssues(order: JsonObject): readonly z.core.$ZodIssue[] {
  const schema = customerSchema.extend({ address: addressSchema.nullish(), type: z.string().nullish() });
  return schema.safeParse(order).error?.issues ?? [];
}

/** The bill's address, unless `billingDetails` says who pays and not where. */
function billingOf(order: JsonObject): PostalAddress | undefined {
  const { billing } = customerOf({ billingDetails: order.billingDetails ?? null });
  const hasAddress = [billing?.address1, billing?.city, billing?.postalCode].some((part) => part !== undefined);
  return hasAddress ? billing : undefined;
}

function addressChanges(
  options: SalesforceOptions,
  {
    billing,
    delivery,
  }: { readonly billing?: PostalAddress | undefined; readonly delivery?: PostalAddress | undefined },
): JsonObject {
  return {
    ...(options.includeBillingDetails && billing !== undefined ? addressFields('Billing', billing) : {}),
    ...(options.includeDeliveryDetails && delivery !== undefined ? addressFields('Shipping', delivery) : {}),
  };
}
