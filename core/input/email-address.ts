const MAX_LOCAL_BYTES = 64;
const MAX_DOMAIN = 253;
// RFC 5321 allows these characters only inside quotes.
const ATOM = /^[^\s\p{C}"(),:;<>@[\\\]]+$/u;
/** A domain that is the same in a URL but for its case: without IDNA, and no address of IPv4, whose last label is a number. */
const PLAIN_DOMAIN = /^(?:(?!xn--)[a-z0-9-]+\.)+[a-z]+$/i;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * Returns whether a text is an e-mail address: a local part of atoms (RFC 5321, RFC 6531 for other alphabets), and a domain
 * with at least two labels, internationalised or not. Quoted local parts and address literals, which no mailbox provider gives
 * out, are not accepted.
 */
export function isEmailAddress(text: string): boolean {
  return partsOf(text) !== undefined;
}

/**
 * Returns an e-mail address in the form in which addresses are compared: in lower case, the domain in ASCII.
 *
 * No provider in wide use tells mailboxes apart by the case of their names, although RFC 5321, section 2.4, would allow it.
 *
 * @returns undefined for a text that is no e-mail address
 */
export function normalEmail(text: string): string | undefined {
  const parts = partsOf(text.trim());
  return parts && `${parts.local.normalize('NFC').toLowerCase()}@${parts.domain}`;
}

/** Returns the local part of an e-mail address, and its domain in ASCII; undefined for a text that is no e-mail address. */
function partsOf(text: string): { readonly local: string; readonly domain: string } | undefined {
  const at = text.lastIndexOf('@');
  if (at === -1) return undefined;
  const local = text.slice(0, at);
  if (Buffer.byteLength(local) > MAX_LOCAL_BYTES || !local.split('.').every((atom) => ATOM.test(atom)))
    return undefined;
  const domain = asciiDomain(text.slice(at + 1));
  const labels = domain.split('.');
  const isDomain =
    domain.length <= MAX_DOMAIN &&
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '');
  return isDomain ? { local, domain } : undefined;
}

/** Returns a domain in ASCII (IDNA), as a URL has it; empty for a text that is no domain. */
function asciiDomain(text: string): string {
  if (PLAIN_DOMAIN.test(text)) return text.toLowerCase();
  return /[\s\p{C}/:?#@\\%]/u.test(text) ? '' : (URL.parse(`http://${text}`)?.hostname ?? '');
}
