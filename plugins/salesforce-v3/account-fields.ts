import type { JsonObject } from '../../core/json.ts';
import { definedFields } from '../../core/partner/defined-fields.ts';
import type { Customer } from './customer.ts';
import type { SalesforceOptions } from './options.ts';

/** Fields of a new person account. */
export function personAccountFields(customer: Customer, options: SalesforceOptions): JsonObject {
  return definedFields({
    FirstName: customer.firstName,
    LastName: customer.lastName,
    PersonEmail: customer.email,
    Phone: customer.phone,
    ...commonFields(customer, options),
  });
}

/** Fields of a new business account; a customer without a company gives it their own name. */
export function businessAccountFields(customer: Customer, options: SalesforceOptions): JsonObject {
  const fullName = [customer.firstName, customer.lastName].filter((part) => part !== undefined).join(' ');
  return definedFields({ Name: customer.company ?? fullName, ...commonFields(customer, options) });
}

/** Fields of the contact of a business account. */
export function contactFields(customer: Customer, accountId: string): JsonObject {
  return definedFields({
    AccountId: accountId,
    FirstName: customer.firstName,
    LastName: customer.lastName,
    Email: customer.email,
  });
}

function commonFields({ address }: Customer, { accountOptions, includeBillingDetails }: SalesforceOptions): JsonObject {
  const recordType = accountOptions.recordTypeName;
  const billing = includeBillingDetails ? address : undefined;
  const street = [billing?.address1, billing?.address2].filter((line) => line !== undefined).join(', ');
  return definedFields({
    RecordType: recordType === undefined ? undefined : { Name: recordType },
    BillingStreet: street || undefined,
    BillingCity: billing?.city,
    BillingState: billing?.state,
    BillingPostalCode: billing?.postalCode,
    BillingCountry: billing?.country,
  });
}
