import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { SalesforceOptions } from '../options.ts';
import type { Customer, PostalAddress } from './customer.ts';

/** Who a customer is, as a person account knows it. */
export function personFields(customer: Pick<Customer, 'firstName' | 'lastName' | 'email' | 'phone'>): JsonObject {
  return definedFields({
    FirstName: customer.firstName,
    LastName: customer.lastName,
    PersonEmail: customer.email,
    Phone: customer.phone,
  });
}

/** Fields of a new person account. */
export function personAccountFields(customer: Customer, options: SalesforceOptions): JsonObject {
  return { ...personFields(customer), ...commonFields(customer, options) };
}

/** Fields of a new business account; a customer without a company gives it their own name. */
export function businessAccountFields(customer: Customer, options: SalesforceOptions): JsonObject {
  const fullName = [customer.firstName, customer.lastName].filter((part) => part !== undefined).join(' ');
  return { Name: customer.company ?? fullName, ...commonFields(customer, options) };
}

/** Fields of the contact of a business account. */
export function contactFields(customer: Customer, accountId: string): JsonObject {
  return definedFields({
    AccountId: accountId,
    FirstName: customer.firstName,
    LastName: customer.lastName,
    Email: customer.email,
    Phone: customer.phone,
  });
}

function commonFields(customer: Customer, options: SalesforceOptions): JsonObject {
  const recordType = options.accountOptions.recordTypeName;
  return {
    ...(recordType === undefined ? {} : { RecordType: { Name: recordType } }),
    ...(options.includeBillingDetails ? newAddress('Billing', customer.billing) : {}),
    ...(options.includeDeliveryDetails ? newAddress('Shipping', customer.delivery) : {}),
  };
}

/** A new account has no earlier address to empty. */
function newAddress(kind: AddressKind, address: PostalAddress | undefined): JsonObject {
  if (address === undefined) return {};
  return Object.fromEntries(Object.entries(addressFields(kind, address)).filter(([, value]) => value !== null));
}

/** Which address of an account the fields are: the bill's or the goods'. */
export type AddressKind = 'Billing' | 'Shipping';

/** Whether a field of an account is part of one of its addresses, e.g. `BillingCity`. */
export function addressKindOf(field: string): AddressKind | undefined {
  return (['Billing', 'Shipping'] as const).find((kind) => field.startsWith(kind));
}

/**
 * All five fields of an address: street lines joined by a comma, null for a part that the address does not have.
 *
 * Null empties the field, so that nothing of an earlier address stays beside the new one.
 */
export function addressFields(kind: AddressKind, address: PostalAddress): JsonObject {
  const street = [address.address1, address.address2].filter((line) => line !== undefined).join(', ');
  return {
    [`${kind}Street`]: street || null,
    [`${kind}City`]: address.city ?? null,
    [`${kind}State`]: address.state ?? null,
    [`${kind}PostalCode`]: address.postalCode ?? null,
    [`${kind}Country`]: address.country ?? null,
  };
}
