import { PAYMENT_FIELDS, PERSONAL_FIELDS, SECRET_FIELDS } from './field-rules.ts';
import { matchField } from './match-field.ts';

/** Tells whether a field of this name holds a secret, card or bank data, or personal data wherever it stands. */
export function isSensitiveField(name: string): boolean {
  return matchField(name, SECRET_FIELDS, PAYMENT_FIELDS, PERSONAL_FIELDS);
}
