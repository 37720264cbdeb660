const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ORG = 'Hs0000';

/** First three characters of a record id, by object. Source: Salesforce, "Standard Field Record ID Prefix Decoder". */
export const KEY_PREFIXES = { Account: '001', Contact: '003', RecordType: '012', PlatformEvent: 'e00' } as const;

/**
 * Returns a case-safe id of 18 characters: prefix, organisation, running number in base 62, and a checksum of the capitals
 * in each group of five. Source: Salesforce Help, "Convert 15-character IDs to 18-character IDs".
 */
export function salesforceId(prefix: string, number: number): string {
  let rest = number;
  let digits = '';
  while (digits.length < 6) {
    digits = (DIGITS[rest % 62] ?? '') + digits;
    rest = Math.floor(rest / 62);
  }
  const id = `${prefix}${ORG}${digits}`;
  return id + [0, 5, 10].map((start) => checksum(id.slice(start, start + 5))).join('');
}

function checksum(group: string): string {
  const bits = [...group].reduce((sum, character, index) => sum + (/[A-Z]/.test(character) ? 2 ** index : 0), 0);
  return ALPHABET[bits] ?? '';
}
