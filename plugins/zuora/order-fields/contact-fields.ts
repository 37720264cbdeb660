import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { Party } from './field-schemas.ts';

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

const POSTAL_FIELDS = ['address1', 'address2', 'city', 'state', 'county', 'postalCode'] as const;

/** The contact of an address. */
export function contactFields(party: Party): JsonObject {
  return definedFields(
    Object.fromEntries(Object.entries(CONTACT_FIELDS).map(([field, source]) => [field, party[source]])),
  );
}

/**
 * The contact of somebody who moves.
 *
 * An address is replaced as a whole: once it has a first line, the postal fields that it does not name are emptied, or else
 * the flat of the old address would stay. Zuora empties a field that is sent empty ("API Reference", Update an account).
 */
export function movedContact(address: Party): JsonObject {
  const emptied = address.address1 === undefined ? [] : POSTAL_FIELDS.map((field) => [field, '']);
  return { ...Object.fromEntries(emptied), ...contactFields(address) };
}

/** A contact, or undefined when nothing is known of it. */
export function contactIfAny(party: Party | null | undefined): JsonObject | undefined {
  const contact = party ? contactFields(party) : {};
  return Object.keys(contact).length > 0 ? contact : undefined;
}
