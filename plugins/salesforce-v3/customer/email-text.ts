import * as z from 'zod';

/**
 * The schema of an e-mail address for Salesforce, which stores ASCII only: an international domain is written as in a URL (IDNA),
 * e.g. `ada@xn--bcher-kva.example`. Empty texts count as absent.
 */
export const emailText = z
  .string()
  .nullish()
  .transform((value) => (value?.trim() ? withAsciiDomain(value.trim()) : undefined));

/** Returns whether Salesforce can store an address: the part before the `@` has no ASCII form. */
export function isAscii(text: string): boolean {
  return !/[^ -~]/.test(text);
}

function withAsciiDomain(email: string): string {
  const at = email.lastIndexOf('@');
  const url = `http://${email.slice(at + 1)}`;
  return isAscii(email.slice(at + 1)) || !URL.canParse(url) ? email : `${email.slice(0, at)}@${new URL(url).hostname}`;
}
