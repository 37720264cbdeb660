import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { Party } from './field-schemas.ts';

/** The source of each of Zuora's contact fields (Limio's page "Updating contact details in Zuora via Limio orders"). */
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

const POSTAL_FIELDS = ['address1', 'address2', 'city', 'state', 'county', 'zipCode'] as const;

/** Converts an address to the fields of a contact of an order ("API Reference", Create an order, `billToContact`). */
export function contactFields(party: Party): JsonObject {
  return definedFields(
    Object.fromEntries(Object.entries(CONTACT_FIELDS).map(([field, source]) => [field, party[source]])),
  );
}

/**
 * Converts an address to the fields of a contact of an account, whose postcode has another name than in an order ("API
 * Reference", Update an account, `billToContact`).
 */
export function accountContactFields(party: Party): JsonObject {
  const { postalCode, ...contact } = contactFields(party);
  return definedFields({ ...contact, zipCode: postalCode });
}

/**
 * Converts a new address to the changed fields of a contact of an account.
 *
 * An address that has a first line replaces the old one as a whole: its missing postal fields are sent empty, so that, for
 * example, the flat of the old address does not remain. Zuora empties such fields ("API Reference", Update an account).
 */
export function movedContact(address: Party): JsonObject {
  const emptied = address.address1 === undefined ? [] : POSTAL_FIELDS.map((field) => [field, '']);
  return { ...Object.fromEntries(emptied), ...accountContactFields(address) };
}

/** Converts an address to the fields of a contact of an order; `undefined` if there are none. */
export function contactIfAny(party: Party | null | undefined): JsonObject | undefined {
  return filled(party ? contactFields(party) : {});
}

/** Converts an address to the fields of a contact of an account; `undefined` if there are none. */
export function accountContactIfAny(party: Party | null | undefined): JsonObject | undefined {
  return filled(party ? accountContactFields(party) : {});
}

function filled(contact: JsonObject): JsonObject | undefined {
  return Object.keys(contact).length > 0 ? contact : undefined;
}
