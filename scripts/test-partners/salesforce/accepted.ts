/** Fields that the standard schema lacks, because the org that it was generated from lacks their feature, and why they exist. */
export const DOCUMENTED_FIELDS: readonly {
  readonly object: string;
  readonly fields: readonly string[];
  readonly reason: string;
}[] = [
  {
    object: 'Account',
    fields: ['BillingCountryCode', 'BillingStateCode', 'ShippingCountryCode', 'ShippingStateCode'],
    reason: 'Object Reference, Account: available with state and country picklists.',
  },
  {
    object: 'Account',
    fields: ['FirstName', 'LastName', 'PersonEmail', 'PersonContactId'],
    reason: 'Object Reference, Account: available with person accounts.',
  },
  {
    object: 'Account',
    fields: ['RecordTypeId'],
    reason: 'Object Reference, Account: available with record types.',
  },
  {
    object: 'Contact',
    fields: ['RecordTypeId'],
    reason: 'Object Reference, Contact: available with record types.',
  },
];

/** Fields that tests send to observe the rejection. */
export const REJECTED_ON_PURPOSE: readonly { readonly object: string; readonly field: string }[] = [
  { object: 'Account', field: 'Shoe__c' },
];

/** Every accepted field, e.g. `Account.RecordTypeId`. */
export const ACCEPTED_FIELDS: readonly string[] = [
  ...DOCUMENTED_FIELDS.flatMap(({ fields, object }) => fields.map((field) => `${object}.${field}`)),
  ...REJECTED_ON_PURPOSE.map(({ field, object }) => `${object}.${field}`),
];
