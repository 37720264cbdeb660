import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { SalesforceOptions } from '../options.ts';
import type { AddressKind } from '../records/record-context.ts';
import type { Customer, PostalAddress } from './customer.ts';

/** Returns the name and contact fields of a person account. */
export function personFields(customer: Pick<Customer, 'firstName' | 'lastName' | 'email' | 'phone'>): JsonObject {
  return definedFields({
    FirstName: customer.firstName,
    LastName: customer.lastName,
    PersonEmail: customer.email,
    Phone: customer.phone,
  });
}

/** Returns the fields of a new person account. */
export function personAccountFields(customer: Customer, options: SalesforceOptions): JsonObject {
  return { ...personFields(customer), ...commonFields(customer, options) };
}

/** Returns the fields of a new business account, named after the company, or else after the customer. */
export function businessAccountFields(customer: Customer, options: SalesforceOptions): JsonObject {
  const fullName = [customer.firstName, customer.lastName].filter((part) => part !== undefined).join(' ');
  return { Name: customer.company ?? fullName, ...commonFields(customer, options) };
}

/** Returns the fields of the contact of a business account. */
export function contactFields(customer: Customer, accountId: string): JsonObject {
  return definedFields({
    AccountId: accountId,
    FirstName: customer.firstName,
    LastName: customer.lastName,
    Email: customer.email,
    Phone: customer.phone,
  });
}

/**
 * Returns all five fields of an address, with its street lines joined by a comma.
 *
 * A part that the address does not have is `null`, which empties the field, so that no part of an earlier address remains.
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
