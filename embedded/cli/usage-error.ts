/** A command cannot do its work: called wrongly, or the system does not answer or refuses. The message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
