/** The names of the fields that only events of an org's own have. */
export const EXTRA_FIELD_NAMES = [
  'OrderDate',
  'SubscriptionName',
  'CountryCode',
  'OrderValue',
  'OrderCurrency',
  'Reason',
] as const;

/** The name of a field that only events of an org's own have. */
export type ExtraFieldName = (typeof EXTRA_FIELD_NAMES)[number];
