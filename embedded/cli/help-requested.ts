/** Somebody asked how a command is called. The message is the usage, and nothing went wrong. */
export class HelpRequested extends Error {
  override readonly name = 'HelpRequested';
}
