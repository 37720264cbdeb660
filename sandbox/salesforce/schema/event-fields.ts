import { type Field, text, typed } from './field.ts';

const LONG_TEXT = 131_072;

/** Fields of the order event, without the namespace. Source: Limio, "Platform Events Definitions". */
const TEXTS: Readonly<Record<string, number>> = {
  OrderType: 40,
  ChangeType: 40,
  OrderNumber: 40,
  Source: 40,
  InitiatedSource: 40,
  OrderSource: 40,
  SubscriptionId: 100,
  ContactId: 18,
  AccountId: 18,
  CaseId: 18,
  GiftCode: 40,
  InitiatedByLimioId: 70,
  InitiatedByExternalId: 150,
  OfferId: 40,
  OfferType: 40,
  TermLengthUnits: 40,
  TermLengthValue: 40,
  ProductCode: 40,
  ProductName: 40,
  OfferDisplayName: 100,
  Description: 100,
  DisplayPrice: 150,
  StudentCourse: 100,
  StudentUniversity: 100,
  StudentGraduationYear: 4,
  LimioOrder: LONG_TEXT,
};

const EXTRA_TEXTS: Readonly<Record<string, number>> = {
  Ref: 40,
  SubscriptionName: 100,
  CountryCode: 3,
  OrderCurrency: 3,
  Reason: 200,
};

/** Returns the fields of the managed package's event. */
export function packageEventFields(prefix: string): readonly Field[] {
  return [...textFields(prefix, TEXTS), ...dateTimes(prefix, ['PurchaseDate', 'EffectiveDate'])];
}

/** Returns the fields of an org's own order event, which has more. */
export function ownEventFields(): readonly Field[] {
  return [
    ...packageEventFields(''),
    ...textFields('', EXTRA_TEXTS),
    ...dateTimes('', ['OrderDate']),
    typed('OrderValue__c', 'Order Value', 'double'),
  ];
}

function textFields(prefix: string, lengths: Readonly<Record<string, number>>): readonly Field[] {
  return Object.entries(lengths).map(([name, length]) => text(`${prefix}${name}__c`, name, length));
}

function dateTimes(prefix: string, names: readonly string[]): readonly Field[] {
  return names.map((name) => typed(`${prefix}${name}__c`, name, 'datetime'));
}
