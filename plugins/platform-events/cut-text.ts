/**
 * Cuts a text to the length of its field, since Salesforce refuses a record whose text is too long (STRING_TOO_LONG).
 *
 * Never cuts a character in two.
 *
 * @param length in UTF-16 code units
 */
export function cutText(text: string, length: number): string {
  const cut = text.slice(0, length);
  return /[\uD800-\uDBFF]$/.test(cut) && cut.length < text.length ? cut.slice(0, -1) : cut;
}
