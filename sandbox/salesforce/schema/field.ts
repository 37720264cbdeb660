/** Settings of an org that decide which fields exist. */
export type OrgSetting = 'addressPicklists' | 'personAccounts';

/** Type of a field ("Object Reference", Field Types), as far as it decides what a field accepts. */
export type FieldType =
  | 'text'
  | 'email'
  | 'picklist'
  | 'reference'
  | 'boolean'
  | 'int'
  | 'double'
  | 'date'
  | 'datetime'
  | 'address-code';

/** A field of an object. */
export interface Field {
  readonly name: string;
  /** How error messages name the field. */
  readonly label: string;
  readonly type: FieldType;
  /** Longest text, in UTF-16 code units. @default no limit */
  readonly length?: number;
  /** Values of a restricted picklist. @default any text: the standard picklists are not restricted */
  readonly values?: readonly string[];
  /** Object that a reference points to. */
  readonly refersTo?: string;
  /** Whether only the system sets the field. @default false */
  readonly readOnly?: boolean;
  /** Whether the field identifies records in an upsert. @default false */
  readonly externalId?: boolean;
  /** The settings without which the field does not exist. @default it always exists */
  readonly needs?: readonly OrgSetting[];
}

/** Returns a text field. */
export const text = (name: string, label: string, length: number): Field => ({ name, label, type: 'text', length });

/** Returns an unrestricted picklist, which stores up to 255 characters. */
export const picklist = (name: string, label: string, length = 255): Field => ({
  name,
  label,
  type: 'picklist',
  length,
});

/** Returns a field of another type. */
export const typed = (name: string, label: string, type: FieldType, more: Partial<Field> = {}): Field => ({
  name,
  label,
  type,
  ...more,
});

/** Returns the fields with a setting that they also need. */
export const needing = (setting: OrgSetting, fields: readonly Field[]): readonly Field[] =>
  fields.map((field) => ({ ...field, needs: [...(field.needs ?? []), setting] }));
