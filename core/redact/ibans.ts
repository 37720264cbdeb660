// Two letters, two check digits, and 11 to 30 letters and digits, in groups of four or without a space (ISO 13616).
const CANDIDATE = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])/g;
const SHORTEST = 15;
const LONGEST = 34;

/** Masks every IBAN in a text: its check digits must be right (ISO 7064, MOD 97-10). */
export function maskIbans(text: string, mask: string): string {
  return text.replace(CANDIDATE, (found) => {
    // Words in capitals may follow.
    for (let end = found.length; end >= SHORTEST; end = found.lastIndexOf(' ', end - 1)) {
      if (isIban(found.slice(0, end).replaceAll(' ', ''))) return mask + found.slice(end);
    }
    return found;
  });
}

function isIban(text: string): boolean {
  if (text.length < SHORTEST || text.length > LONGEST) return false;
  const turned = text.slice(4) + text.slice(0, 4);
  let rest = 0;
  for (const sign of turned) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
