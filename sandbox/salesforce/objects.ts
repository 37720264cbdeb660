import type { Collection } from '../state/collection.ts';

/** A stored record: its fields by API name. */
export type SalesforceRecord = Readonly<Record<string, unknown>> & { readonly Id: string };

/** The objects whose records are kept. */
export type ObjectName = 'Account' | 'Contact';

const ADDRESS_PARTS = ['Street', 'City', 'State', 'StateCode', 'PostalCode', 'Country', 'CountryCode'];
const address = (prefix: string): string[] => ADDRESS_PARTS.map((part) => prefix + part);
const PERSON = ['PersonEmail', 'PersonMobilePhone', 'PersonHomePhone', 'PersonOtherPhone', 'PersonTitle'];
const PERSON_MORE = ['PersonBirthdate', 'PersonLeadSource', 'PersonHasOptedOutOfEmail', 'PersonDoNotCall'];
const COMMON = ['FirstName', 'LastName', 'MiddleName', 'Salutation', 'Suffix', 'Phone', 'Fax', 'Description'];
const COMPANY = ['Name', 'ParentId', 'AccountNumber', 'AccountSource', 'Website', 'Type', 'Industry', 'Site'];
const WRITTEN_BY_ALL = ['OwnerId', 'RecordTypeId', 'RecordType', 'CurrencyIsoCode'];
const CONTACT = ['Email', 'MobilePhone', 'HomePhone', 'OtherPhone', 'AccountId', 'Title', 'Department', 'Birthdate'];
const CONTACT_MORE = ['LeadSource', 'ReportsToId', 'HasOptedOutOfEmail', 'DoNotCall', 'AssistantName'];

/** Fields that the system sets. */
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
    ...[...COMMON, ...COMPANY, ...PERSON, ...PERSON_MORE, ...WRITTEN_BY_ALL],
    ...['NumberOfEmployees', 'AnnualRevenue', 'Rating', 'Sic', 'TickerSymbol'],
    ...[...address('Billing'), ...address('Shipping'), ...address('PersonMailing'), ...address('PersonOther')],
  ]),
  Contact: new Set([
    ...[...COMMON, ...CONTACT, ...CONTACT_MORE, ...WRITTEN_BY_ALL],
    ...[...address('Mailing'), ...address('Other')],
  ]),
};

const CUSTOM_FIELD = /^[A-Za-z][A-Za-z0-9_]*__(c|pc|r)$/;

/** Whether an object has this field for a client to write; every custom field is taken to exist. */
export const isWritableField = (object: ObjectName, field: string): boolean =>
  WRITABLE[object].has(field) || CUSTOM_FIELD.test(field);

/** Whether an object has this field to read. */
export const isReadableField = (object: ObjectName, field: string): boolean =>
  isWritableField(object, field) || SYSTEM_FIELDS.includes(field) || (object === 'Contact' && field === 'Name');

/** Whether records of this object are kept here. */
export const isObjectName = (name: string): name is ObjectName => name === 'Account' || name === 'Contact';

/** Where the records of an object are. */
export const records = (object: ObjectName): Collection<SalesforceRecord> => ({ name: `salesforce.${object}` });
