import { ACCOUNT_ADDRESSES, ACCOUNT_FIELDS } from './account-fields.ts';
import { CONTACT_ADDRESSES, CONTACT_FIELDS } from './contact-fields.ts';
import { type Field, text, typed } from './field.ts';
import type { ObjectName, Org } from './org.ts';

const STANDARD_FIELDS: Readonly<Record<ObjectName, readonly Field[]>> = {
  Account: ACCOUNT_FIELDS,
  Contact: CONTACT_FIELDS,
};

/** Fields of a record type that a query may name. Source: Salesforce, "Object Reference", RecordType. */
const RECORD_TYPE_FIELDS: readonly Field[] = [
  typed('Id', 'Record Type ID', 'reference', { readOnly: true }),
  text('Name', 'Name', 80),
  text('DeveloperName', 'Record Type Name', 80),
  text('SobjectType', 'SObject Type Name', 40),
  typed('IsActive', 'Active', 'boolean'),
  typed('IsPersonType', 'Is Person Type', 'boolean'),
];

/** Prefixes of the addresses of an object. */
export const ADDRESSES: Readonly<Record<ObjectName, readonly string[]>> = {
  Account: ACCOUNT_ADDRESSES,
  Contact: CONTACT_ADDRESSES,
};

/** Returns whether a client may write records of this object. */
export function isObjectName(name: string): name is ObjectName {
  return name === 'Account' || name === 'Contact';
}

/** Returns the fields that an object has in an org; `undefined` if the org has no such object. */
export function fieldsOf(org: Org, object: string): readonly Field[] | undefined {
  if (object === 'RecordType') return RECORD_TYPE_FIELDS;
  if (!isObjectName(object)) return undefined;
  const standard = STANDARD_FIELDS[object].filter(({ needs = [] }) => needs.every((setting) => org[setting]));
  const ofContact = object === 'Account' && org.personAccounts ? (org.customFields.Contact ?? []) : [];
  return [...standard, ...(org.customFields[object] ?? []), ...ofContact.map(personField)];
}

/** A custom field of contacts as a field of person accounts ("Salesforce Help", Person Accounts, Custom Fields). */
function personField(field: Field): Field {
  return { ...field, name: field.name.replace(/__c$/, '__pc'), externalId: false };
}

/** Returns a field of an object in an org. Names of fields ignore case. */
export function fieldOf(org: Org, object: string, name: string): Field | undefined {
  return fieldsByName(org, object).get(name.toLowerCase());
}

type FieldsByName = ReadonlyMap<string, Field>;

/** Every request looks up many fields, and an org changes rarely. */
const known = new WeakMap<Org['customFields'], Map<string, FieldsByName>>();

function fieldsByName(org: Org, object: string): FieldsByName {
  const { addressPicklists, customFields, personAccounts } = org;
  const orgs = known.get(customFields) ?? new Map<string, FieldsByName>();
  known.set(customFields, orgs);
  const key = JSON.stringify([object, addressPicklists, personAccounts]);
  const fields =
    orgs.get(key) ?? new Map((fieldsOf(org, object) ?? []).map((field) => [field.name.toLowerCase(), field]));
  orgs.set(key, fields);
  return fields;
}
