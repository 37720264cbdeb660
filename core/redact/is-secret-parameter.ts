import { SECRET_FIELDS, SECRET_PARAMETERS } from './field-rules.ts';
import { matchField } from './match-field.ts';

/** Tells whether a parameter of this name, in the query of a URL, holds a secret. */
export function isSecretParameter(name: string): boolean {
  return matchField(name, SECRET_FIELDS, SECRET_PARAMETERS);
}
