import type { Field } from './field.ts';

/** The objects whose records a client may write. */
export type ObjectName = 'Account' | 'Contact';

/** A record type of an object. */
export interface RecordType {
  readonly object: ObjectName;
  readonly name: string;
  /** Whether accounts of this type are person accounts. */
  readonly isPersonType: boolean;
}

/** What differs between one org and the next, as its administrators set it up. */
export interface Org {
  /** Whether state and country are picklists. */
  readonly addressPicklists: boolean;
  /** Whether accounts may be persons. */
  readonly personAccounts: boolean;
  /** What duplicate rules do: an alert can be overridden by the client (`allowSave`), a block cannot. */
  readonly duplicateRules: 'alert' | 'block' | 'off';
  /** Logins of one user in an hour ("Salesforce Help", Login Rate Exceeded). */
  readonly loginsPerHour: number;
  readonly customFields: Readonly<Partial<Record<ObjectName, readonly Field[]>>>;
  readonly recordTypes: readonly RecordType[];
  /** Fields of each platform event by the event's API name. */
  readonly platformEvents: Readonly<Record<string, readonly Field[]>>;
}
