/** How the commands end. */
export const EXIT = {
  /** The order is complete; the system stopped as it was told. */
  done: 0,
  /** The order did not complete; the system broke. */
  failed: 1,
  /** The command was called wrongly, or the system did not answer or refused. */
  usage: 2,
} as const;
