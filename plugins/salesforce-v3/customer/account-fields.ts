import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { SalesforceOptions } from '../options.ts';
import { type AddressKind, addressFields } from './address-fields.ts';
import type { Customer, PostalAddress } from './customer.ts';
import { fittingFields } from './field-lengths.ts';

/** The fields of a record, and what the plugin changed about them. */
export interface RecordFields {
  readonly fields: JsonObject;
  /** Fields that Salesforce has no value for, e.g. the state of a country without states. */
  readonly dropped: readonly string[];
  /** Fields whose text was too long. */
  readonly shortened: readonly string[];
}

/** Returns the name and contact fields of a person account. */
export function personFields(customer: Pick<Customer, 'firstName' | 'lastName' | 'email' | 'phone'>): JsonObject {
  return definedFields({
    FirstName: customer.firstName,
    LastName: customer.lastName,
    PersonEmail: customer.email,
    Phone: customer.phone,
  });
}

/** Returns the fields of a new account: a person, or a business named after the company, or else after the customer. */
export function newAccountFields(customer: Customer, options: SalesforceOptions): RecordFields {
  const fullName = [customer.firstName, customer.lastName].filter((part) => part !== undefined).join(' ');
  const own = options.createPersonAccount ? personFields(customer) : { Name: customer.company ?? fullName };
  const addresses = accountAddresses(customer, options);
  // A new account has no earlier address to empty.
  const filled = Object.fromEntries(Object.entries(addresses.fields).filter(([, value]) => value !== null));
  const parent = definedFields({ ParentId: customer.partnerAccountId });
  return { ...fittingFields({ ...own, ...parent, ...filled }, options), dropped: addresses.dropped };
}

/** Returns the fields of the new contact of a business account. */
export function newContactFields(customer: Customer, options: SalesforceOptions): RecordFields {
  const { email: Email, firstName: FirstName, lastName: LastName, phone: Phone } = customer;
  return { ...fittingFields(definedFields({ FirstName, LastName, Email, Phone }), options), dropped: [] };
}

/** Returns the fields of the addresses that the options copy to the account. */
export function accountAddresses(
  { billing, delivery }: Pick<Partial<Customer>, 'billing' | 'delivery'>,
  options: SalesforceOptions,
): Pick<RecordFields, 'fields' | 'dropped'> {
  const copied = (kind: AddressKind, isCopied: boolean, address: PostalAddress | undefined) =>
    isCopied && address !== undefined ? [addressFields(kind, address, options)] : [];
  const addresses = [
    ...copied('Billing', options.includeBillingDetails, billing),
    ...copied('Shipping', options.includeDeliveryDetails, delivery),
  ];
  return {
    fields: Object.assign({}, ...addresses.map(({ fields }) => fields)) as JsonObject,
    dropped: addresses.flatMap(({ dropped }) => dropped),
  };
}
