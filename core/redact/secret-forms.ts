// Shorter values would mask ordinary words and digits all over a record.
const SHORTEST_SECRET = 4;

/**
 * The spellings in which secret values may turn up in a record: plain, percent-encoded, form-encoded, escaped in JSON.
 *
 * The longest comes first, so that a secret which contains another one is masked as a whole.
 */
export function secretForms(secretValues: readonly string[]): readonly string[] {
  const forms = secretValues
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [
      secret,
      // A lone surrogate cannot be percent-encoded and would throw.
      encodeURIComponent(secret.toWellFormed()),
      new URLSearchParams({ '': secret }).toString().slice(1),
      JSON.stringify(secret).slice(1, -1),
    ]);
  return [...new Set(forms)].sort((one, other) => other.length - one.length);
}
