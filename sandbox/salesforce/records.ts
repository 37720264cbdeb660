import type { Collection } from '../state/transaction.ts';
import { KEY_PREFIXES, salesforceId } from './ids.ts';
import type { ObjectName, Org } from './schema/org.ts';

/** A stored record: fields by API name. */
export type SalesforceRecord = Readonly<Record<string, unknown>> & { readonly Id: string };

/** Returns the collection of an object's records. */
export function records(object: ObjectName): Collection<SalesforceRecord> {
  return { name: `salesforce.${object}` };
}

/** Returns the record types of an org as records, for queries and references. */
export function recordTypes(org: Org): readonly SalesforceRecord[] {
  return org.recordTypes.map(({ isPersonType, name, object }, index) => ({
    Id: salesforceId(KEY_PREFIXES.RecordType, index + 1),
    Name: name,
    DeveloperName: name.replaceAll(' ', '_'),
    SobjectType: object,
    IsActive: true,
    IsPersonType: isPersonType,
  }));
}
