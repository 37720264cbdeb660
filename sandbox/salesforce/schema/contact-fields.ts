import { addressFields, RECORD_FIELDS, SYSTEM_FIELDS } from './common-fields.ts';
import { type Field, picklist, text, typed } from './field.ts';

/** Prefixes of the addresses of a contact. */
export const CONTACT_ADDRESSES = ['Mailing', 'Other'] as const;

/** Fields of a contact. Source: Salesforce, "Object Reference", Contact. */
export const CONTACT_FIELDS: readonly Field[] = [
  ...SYSTEM_FIELDS,
  ...RECORD_FIELDS,
  typed('AccountId', 'Account ID', 'reference', { refersTo: 'Account' }),
  typed('ReportsToId', 'Reports To ID', 'reference', { refersTo: 'Contact' }),
  typed('Name', 'Full Name', 'text', { length: 121, readOnly: true }),
  picklist('Salutation', 'Salutation', 40),
  text('FirstName', 'First Name', 40),
  text('LastName', 'Last Name', 80),
  typed('Email', 'Email', 'email', { length: 80 }),
  text('Phone', 'Business Phone', 40),
  text('Fax', 'Business Fax', 40),
  text('MobilePhone', 'Mobile Phone', 40),
  text('HomePhone', 'Home Phone', 40),
  text('OtherPhone', 'Other Phone', 40),
  text('AssistantName', "Assistant's Name", 40),
  text('Title', 'Title', 128),
  text('Department', 'Department', 80),
  picklist('LeadSource', 'Lead Source'),
  text('Description', 'Contact Description', 32_000),
  typed('Birthdate', 'Birthdate', 'date'),
  typed('HasOptedOutOfEmail', 'Email Opt Out', 'boolean'),
  typed('DoNotCall', 'Do Not Call', 'boolean'),
  ...addressFields('Mailing'),
  ...addressFields('Other'),
];
