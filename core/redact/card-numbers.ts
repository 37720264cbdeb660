// UUIDs come first, so that their digits are never read as a card number.
const CANDIDATES =
  /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|(?<![0-9A-Za-z])\d(?:[ -]?\d){12,18}(?![0-9A-Za-z])/gi;

/** Masks every card number in a text; see `isCardNumber`. */
export function maskCardNumbers(text: string, mask: string): string {
  return text.replace(CANDIDATES, (candidate) => (isCardNumber(candidate) ? mask : candidate));
}

/**
 * Returns whether a text is a card number: 13 to 19 digits, grouped or not, that pass the Luhn check (ISO/IEC 7812-1).
 *
 * 13 digits that start with 1 are not a card number but a time in milliseconds (until 2033).
 */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  return /^\d{13,19}$/.test(digits) && !/^1\d{12}$/.test(digits) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
