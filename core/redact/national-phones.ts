/**
 * Phone numbers without a country, as people write them: from 0 on with a separator after the area code or with 10 or 11 digits at
 * a stretch, or three groups of three, three and four digits. Numbers of invoices start with several zeros, dates have four digits
 * before or after a separator and eight digits in all, and ids stand next to letters.
 */
const NATIONAL_PHONE =
  /(?<![\p{L}\p{N}_#./:+-])(?:\(0[1-9]\d{0,4}\)(?:[ ./-]?\d){5,9}|0[1-9]\d{0,4}(?: ?[./-] ?|\/| )\d(?:[ ./-]?\d){4,8}|0[1-9](?:[ .-]\d{2}){4}|0[1-9]\d{8,9}|(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4})(?![\p{L}\p{N}_]|[./-]\d)/gu;

/** Fewest and most digits of a national number (ITU-T E.164: 15 with the country). */
const MIN_DIGITS = 9;
const MAX_DIGITS = 12;

/**
 * Replaces national phone numbers in a text that a person wrote. Not for values of documents: there an id looks the same.
 *
 * @param mask what replaces a number
 */
export function maskNationalPhones(text: string, mask: string): string {
  if (!/\d{2}/.test(text)) return text;
  return text.replace(NATIONAL_PHONE, (found) => {
    const digits = found.replaceAll(/\D/g, '').length;
    return digits >= MIN_DIGITS && digits <= MAX_DIGITS ? mask : found;
  });
}
