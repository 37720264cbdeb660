import { ownEventFields, packageEventFields } from './schema/event-fields.ts';
import { text, typed } from './schema/field.ts';
import type { Org } from './schema/org.ts';

/** External id field that integrations write their own key to. */
const ORDER_KEY = { ...text('OrderKey__c', 'Order Key', 255), externalId: true };

/**
 * The org that the sandbox starts with: state and country picklists as in every new org, person accounts, the standard duplicate
 * rules, and a few custom fields and record types. Accounts and contacts share the name of a record type.
 */
export const SEEDED_ORG: Org = {
  addressPicklists: true,
  personAccounts: true,
  duplicateRules: 'alert',
  loginsPerHour: 3_600,
  customFields: {
    Account: [
      ORDER_KEY,
      text('Campaign__c', 'Campaign', 100),
      typed('Vip__c', 'VIP', 'boolean'),
      typed('Segment__c', 'Segment', 'picklist', { length: 255, values: ['Reader', 'Member', 'Partner'] }),
    ],
    Contact: [ORDER_KEY, text('ShopId__c', 'Shop ID', 70), typed('Newsletter__c', 'Newsletter', 'boolean')],
  },
  recordTypes: [
    { object: 'Account', name: 'Business Account', isPersonType: false },
    { object: 'Account', name: 'Person Account', isPersonType: true },
    { object: 'Account', name: 'Subscriber', isPersonType: false },
    { object: 'Contact', name: 'Subscriber', isPersonType: false },
  ],
  platformEvents: { i42as__OrderEvent__e: packageEventFields('i42as__'), Order_Event__e: ownEventFields() },
};
