import type { Collection } from '../state/transaction.ts';

/** A stored record: fields by API name. */
export type SalesforceRecord = Readonly<Record<string, unknown>> & { readonly Id: string };

/** The objects that the sandbox stores. */
export type ObjectName = 'Account' | 'Contact';

const ADDRESS_PARTS = ['Street', 'City', 'State', 'StateCode', 'PostalCode', 'Country', 'CountryCode'];
const PERSON = ['PersonEmail', 'PersonMobilePhone', 'PersonHomePhone', 'PersonOtherPhone', 'PersonTitle'];
const PERSON_MORE = ['PersonBirthdate', 'PersonLeadSource', 'PersonHasOptedOutOfEmail', 'PersonDoNotCall'];
const COMMON = ['FirstName', 'LastName', 'MiddleName', 'Salutation', 'Suffix', 'Phone', 'Fax', 'Description'];
const COMPANY = ['Name', 'ParentId', 'AccountNumber', 'AccountSource', 'Website', 'Type', 'Industry', 'Site'];
const RECORD = ['OwnerId', 'RecordTypeId', 'RecordType', 'CurrencyIsoCode'];
const CONTACT = ['Email', 'MobilePhone', 'HomePhone', 'OtherPhone', 'AccountId', 'Title', 'Department', 'Birthdate'];
const CONTACT_MORE = ['LeadSource', 'ReportsToId', 'HasOptedOutOfEmail', 'DoNotCall', 'AssistantName'];

/** Fields that only the system sets. */
export const SYSTEM_FIELDS: readonly string[] = [
  'Id',
  'IsDeleted',
  'CreatedDate',
  'LastModifiedDate',
  'SystemModstamp',
  'IsPersonAccount',
  'PersonContactId',
];

/** Standard fields that a client may write. Source: Salesforce, "Object Reference", Account (with person accounts) and Contact. */
const WRITABLE: Readonly<Record<ObjectName, ReadonlySet<string>>> = {
  Account: new Set([
    ...[...COMMON, ...COMPANY, ...PERSON, ...PERSON_MORE, ...RECORD],
    ...['NumberOfEmployees', 'AnnualRevenue', 'Rating', 'Sic', 'TickerSymbol'],
    ...[...address('Billing'), ...address('Shipping'), ...address('PersonMailing'), ...address('PersonOther')],
  ]),
  Contact: new Set([
    ...[...COMMON, ...CONTACT, ...CONTACT_MORE, ...RECORD],
    ...[...address('Mailing'), ...address('Other')],
  ]),
};

const CUSTOM_FIELD = /^[A-Za-z][A-Za-z0-9_]*__(c|pc|r)$/;

/** Returns whether a client may write this field of an object. Every custom field is assumed to exist. */
export function isWritableField(object: ObjectName, field: string): boolean {
  return WRITABLE[object].has(field) || CUSTOM_FIELD.test(field);
}

/** Returns whether a client may read this field of an object. */
export function isReadableField(object: ObjectName, field: string): boolean {
  return isWritableField(object, field) || SYSTEM_FIELDS.includes(field) || (object === 'Contact' && field === 'Name');
}

/** Returns whether the sandbox stores records of this object. */
export function isObjectName(name: string): name is ObjectName {
  return name === 'Account' || name === 'Contact';
}

/** Returns the collection of an object's records. */
export function records(object: ObjectName): Collection<SalesforceRecord> {
  return { name: `salesforce.${object}` };
}

function address(prefix: string): string[] {
  return ADDRESS_PARTS.map((part) => prefix + part);
}
