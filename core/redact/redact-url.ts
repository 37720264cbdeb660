import { isPrivateParameter } from './match-field.ts';
import type { RedactOptions } from './redact.ts';
import { REDACTED, redactText, secretForms } from './redact-text.ts';

/**
 * Redacts a URL: removes user name and password, the values of secret and personal query parameters, and secret values,
 * e-mail addresses and card numbers anywhere in it.
 *
 * Text that is not an absolute URL is redacted as text.
 */
export function redactUrl(url: string, options: RedactOptions): string {
  const secrets = secretForms(options.secretValues);
  const parsed = URL.parse(url);
  if (parsed === null) return redactText(url, secrets);
  const { protocol, host, pathname, hash } = parsed;
  const address = redactText(`${protocol}//${host}${pathname}`, secrets);
  return `${address}${redactQuery(parsed, secrets)}${redactText(hash, secrets)}`;
}

function redactQuery({ search, searchParams }: URL, secrets: readonly string[]): string {
  if (search === '') return search;
  const redacted = [...searchParams].map(([name, value]) => {
    const kept = isPrivateParameter(name) ? REDACTED : redactText(value, secrets);
    return [name, value, kept] as const;
  });
  // The query is rebuilt only if something was removed; otherwise it stays exactly as sent.
  const changed = redacted.some(([, value, kept]) => value !== kept);
  return changed ? `?${redacted.map(([name, , kept]) => encodePair(name, kept)).join('&')}` : search;
}

function encodePair(name: string, value: string): string {
  const encoded = value.split(REDACTED).map(encodeURIComponent).join(REDACTED);
  return `${encodeURIComponent(name)}=${encoded}`;
}
