import type { JsonObject } from '../../../core/json.ts';
import type { SalesforceOptions } from '../options.ts';
import type { PostalAddress } from './customer.ts';

/** The addresses of an account, by the prefix of their fields, e.g. `BillingCity`. */
export type AddressKind = 'Billing' | 'Shipping';

/** The fields of an address, and the fields that it has no place for. */
export interface AddressFields {
  readonly fields: JsonObject;
  /** E.g. `BillingState`. */
  readonly dropped: readonly string[];
}

type PicklistOptions = Pick<SalesforceOptions, 'addressPicklists' | 'countriesWithStates'>;

/**
 * Returns all five fields of an address, with its street lines joined by a comma.
 *
 * A part that the address does not have is `null`, which empties the field, so that no part of an earlier address remains. In
 * an org with picklists, a code goes to the code field and anything else counts as the name ("Salesforce Help", State and
 * Country/Territory Picklist Field-Syncing Logic). A state needs a country that has states.
 */
export function addressFields(kind: AddressKind, address: PostalAddress, options: PicklistOptions): AddressFields {
  const street = [address.address1, address.address2].filter((line) => line !== undefined).join(', ');
  const { dropped, fields } = options.addressPicklists
    ? pickedRegion(kind, address, options)
    : { dropped: [], fields: { [`${kind}State`]: address.state ?? null, [`${kind}Country`]: address.country ?? null } };
  return {
    fields: {
      [`${kind}Street`]: street || null,
      [`${kind}City`]: address.city ?? null,
      [`${kind}PostalCode`]: address.postalCode ?? null,
      ...fields,
    },
    dropped,
  };
}

function pickedRegion(kind: AddressKind, { country, state }: PostalAddress, options: PicklistOptions): AddressFields {
  const code = country !== undefined && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : undefined;
  const countryFields =
    code === undefined && country !== undefined
      ? { [`${kind}Country`]: country }
      : { [`${kind}CountryCode`]: code ?? null };
  const hasStates = code === undefined ? country !== undefined : options.countriesWithStates.includes(code);
  if (state === undefined || !hasStates) {
    const dropped = state === undefined ? [] : [`${kind}State`];
    return { fields: { ...countryFields, [`${kind}StateCode`]: null }, dropped };
  }
  // ISO 3166-2 puts the country in front: US-CA.
  const prefix = `${code}-`;
  const local = state.toUpperCase().startsWith(prefix) ? state.slice(prefix.length) : state;
  const stateFields = isCode(local) ? { [`${kind}StateCode`]: local.toUpperCase() } : { [`${kind}State`]: state };
  return { fields: { ...countryFields, ...stateFields }, dropped: [] };
}

/** Codes of states have up to three characters (ISO 3166-2). A capitalised word of that length is a name: Goa. */
function isCode(state: string): boolean {
  return /^[A-Za-z0-9]{1,3}$/.test(state) && !/^[A-Z][a-z]{2}$/.test(state);
}
