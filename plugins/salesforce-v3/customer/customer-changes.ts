import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { type ActionProblem, checkOrder } from '../../kit/order-actions.ts';
import type { SalesforceOptions } from '../options.ts';
import { accountAddresses, personFields, type RecordFields } from './account-fields.ts';
import { addressSchema, customerOf, customerSchema, type PostalAddress } from './customer.ts';
import { fittingFields } from './field-lengths.ts';

const changesSchema = customerSchema.extend({ address: addressSchema.nullish(), type: z.string().nullish() });

/** Fields to update, by object. A person account contains the fields of its contact. */
export interface CustomerChanges {
  readonly account: RecordFields;
  readonly contact: RecordFields;
}

/** Returns the changes of a `change_address` order: the addresses that the options copy to Salesforce. */
export function changedAddress(order: JsonObject, options: SalesforceOptions): CustomerChanges {
  const address = addressSchema.parse(order.address ?? {});
  const isOf = (type: string): boolean => order.type === type || order.type === 'all';
  const addresses = accountAddresses(
    { billing: isOf('billing') ? address : undefined, delivery: isOf('delivery') ? address : undefined },
    options,
  );
  return changes(options, { addresses });
}

/** Returns the changes of a `change_payment` order: the billing address, because Salesforce does not store the payment. */
export function changedPayment(order: JsonObject, options: SalesforceOptions): CustomerChanges {
  return changes(options, { addresses: accountAddresses({ billing: billingOf(order) }, options) });
}

/** Returns the changes of an `update_customer_details` order: the person, the company's name, and the addresses. */
export function changedDetails(order: JsonObject, options: SalesforceOptions): CustomerChanges {
  const details = customerOf({ customerDetails: order.customerDetails ?? null });
  const { company, email: Email, firstName: FirstName, lastName: LastName, phone: Phone } = details;
  const addresses = accountAddresses({ billing: billingOf(order), delivery: customerOf(order).delivery }, options);
  return options.createPersonAccount
    ? changes(options, { account: personFields(details), addresses })
    : changes(options, {
        account: definedFields({ Name: company }),
        addresses,
        contact: definedFields({ FirstName, LastName, Email, Phone }),
      });
}

/** Finds the problems that make the changes of an order unreadable. */
export function changeProblems(order: JsonObject): readonly ActionProblem[] {
  return checkOrder(changesSchema, order);
}

/** `billingDetails` may name the payer without an address. */
function billingOf(order: JsonObject): PostalAddress | undefined {
  const { billing } = customerOf({ billingDetails: order.billingDetails ?? null });
  const hasAddress = [billing?.address1, billing?.city, billing?.postalCode].some((part) => part !== undefined);
  return hasAddress ? billing : undefined;
}

function changes(
  options: SalesforceOptions,
  {
    account = {},
    addresses,
    contact = {},
  }: {
    readonly account?: JsonObject;
    readonly addresses: Pick<RecordFields, 'fields' | 'dropped'>;
    readonly contact?: JsonObject;
  },
): CustomerChanges {
  return {
    account: { ...fittingFields({ ...account, ...addresses.fields }, options), dropped: addresses.dropped },
    contact: { ...fittingFields(contact, options), dropped: [] },
  };
}
