import { type Field, needing, text, typed } from './field.ts';

/** Fields of every object that only the system sets. Source: Salesforce, "Object Reference", System Fields. */
export const SYSTEM_FIELDS: readonly Field[] = [
  typed('Id', 'Record ID', 'reference', { readOnly: true }),
  typed('IsDeleted', 'Deleted', 'boolean', { readOnly: true }),
  typed('CreatedDate', 'Created Date', 'datetime', { readOnly: true }),
  typed('LastModifiedDate', 'Last Modified Date', 'datetime', { readOnly: true }),
  typed('SystemModstamp', 'System Modstamp', 'datetime', { readOnly: true }),
];

/** Fields of every object that a client may set. */
export const RECORD_FIELDS: readonly Field[] = [
  typed('OwnerId', 'Owner ID', 'reference', { refersTo: 'User' }),
  typed('RecordTypeId', 'Record Type ID', 'reference', { refersTo: 'RecordType' }),
];

/** Parts of an address that may be empty, without their prefix. */
export const ADDRESS_LENGTHS = { Street: 255, City: 40, State: 80, PostalCode: 20, Country: 80 } as const;

/**
 * Returns the fields of an address. The codes exist only in orgs with state and country picklists.
 * Source: Salesforce, "Object Reference", Account and Contact; Salesforce Help, "State, Country, and Territory Picklist Fields".
 *
 * @param prefix e.g. `Billing`
 */
export function addressFields(prefix: string): readonly Field[] {
  const { City, Country, PostalCode, State, Street } = ADDRESS_LENGTHS;
  return [
    text(`${prefix}Street`, `${prefix} Street`, Street),
    text(`${prefix}City`, `${prefix} City`, City),
    text(`${prefix}State`, `${prefix} State/Province`, State),
    text(`${prefix}PostalCode`, `${prefix} Zip/Postal Code`, PostalCode),
    text(`${prefix}Country`, `${prefix} Country`, Country),
    ...needing('addressPicklists', [
      typed(`${prefix}StateCode`, `${prefix} State/Province Code`, 'address-code', { length: 10 }),
      typed(`${prefix}CountryCode`, `${prefix} Country Code`, 'address-code', { length: 10 }),
    ]),
  ];
}
