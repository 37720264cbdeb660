import { addressFields, RECORD_FIELDS, SYSTEM_FIELDS } from './common-fields.ts';
import { type Field, needing, picklist, text, typed } from './field.ts';

/** Prefixes of the addresses of an account. */
export const ACCOUNT_ADDRESSES = ['Billing', 'Shipping', 'PersonMailing', 'PersonOther'] as const;

const PERSON_FIELDS: readonly Field[] = [
  picklist('Salutation', 'Salutation', 40),
  text('FirstName', 'First Name', 40),
  text('LastName', 'Last Name', 80),
  typed('PersonEmail', 'Email', 'email', { length: 80 }),
  text('PersonMobilePhone', 'Mobile', 40),
  text('PersonHomePhone', 'Home Phone', 40),
  text('PersonOtherPhone', 'Other Phone', 40),
  text('PersonAssistantName', "Assistant's Name", 40),
  text('PersonTitle', 'Title', 80),
  text('PersonDepartment', 'Department', 80),
  picklist('PersonLeadSource', 'Lead Source'),
  typed('PersonBirthdate', 'Birthdate', 'date'),
  typed('PersonHasOptedOutOfEmail', 'Email Opt Out', 'boolean'),
  typed('PersonDoNotCall', 'Do Not Call', 'boolean'),
  typed('IsPersonAccount', 'Is Person Account', 'boolean', { readOnly: true }),
  typed('PersonContactId', 'Contact ID', 'reference', { readOnly: true, refersTo: 'Contact' }),
  ...addressFields('PersonMailing'),
  ...addressFields('PersonOther'),
];

/**
 * Fields of an account. Source: Salesforce, "Object Reference", Account (with its person account fields). Middle name and suffix
 * are left out: an org must enable them.
 */
export const ACCOUNT_FIELDS: readonly Field[] = [
  ...SYSTEM_FIELDS,
  ...RECORD_FIELDS,
  text('Name', 'Account Name', 255),
  typed('ParentId', 'Parent Account ID', 'reference', { refersTo: 'Account' }),
  text('AccountNumber', 'Account Number', 40),
  picklist('AccountSource', 'Account Source'),
  picklist('Type', 'Account Type'),
  picklist('Industry', 'Industry'),
  picklist('Rating', 'Account Rating'),
  text('Phone', 'Account Phone', 40),
  text('Fax', 'Account Fax', 40),
  text('Website', 'Website', 255),
  text('Site', 'Account Site', 80),
  text('Sic', 'SIC Code', 20),
  text('SicDesc', 'SIC Description', 80),
  text('TickerSymbol', 'Ticker Symbol', 20),
  text('Description', 'Account Description', 32_000),
  typed('NumberOfEmployees', 'Employees', 'int'),
  typed('AnnualRevenue', 'Annual Revenue', 'double'),
  ...addressFields('Billing'),
  ...addressFields('Shipping'),
  ...needing('personAccounts', PERSON_FIELDS),
];
