import { processTerminal, type Terminal } from './terminal.ts';

/** How the commands end. */
export const EXIT = {
  /** The order is complete; the system stopped as it was told. */
  done: 0,
  /** The order did not complete; the system broke. */
  failed: 1,
  /** The command was called wrongly, or the system did not answer or refused. */
  usage: 2,
} as const;

/** A command cannot do its work: called wrongly, or the system does not answer or refuses. The message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Somebody asked how a command is called. The message is the usage, and nothing went wrong. */
export class HelpRequested extends Error {
  override readonly name = 'HelpRequested';
}

/** A command: gets its arguments and a terminal, gives the exit code. */
export type Command = (args: readonly string[], terminal: Terminal) => Promise<number>;

// Errors whose message is all that a person needs; anything else is shown with its stack.
const EXPLAINED = new Set([
  'DataFileUnusable',
  'DataFolderInUse',
  'EnvironmentInvalid',
  'PortUnavailable',
  'SecretFileInvalid',
  'StartRefused',
  'TenantConfigInvalid',
  'UsageError',
]);

/** Runs a command in this process: sets the exit code, and says how it is called when that was asked, or what went wrong. */
export async function runCommand(command: Command): Promise<void> {
  const terminal = processTerminal();
  process.exitCode = await command(process.argv.slice(2), terminal).catch((error: unknown) => {
    if (error instanceof HelpRequested) {
      terminal.print(error.message);
      return EXIT.done;
    }
    explain(error, terminal);
    return exitCodeOf(error);
  });
}

/** Says what went wrong, with the stack only when the error was not foreseen. */
export function explain(error: unknown, terminal: Pick<Terminal, 'complain'>): void {
  const isExplained = error instanceof Error && EXPLAINED.has(error.name);
  terminal.complain(isExplained ? error.message : `Unexpected error: ${stackOf(error)}`);
}

function exitCodeOf(error: unknown): number {
  return error instanceof Error && error.name === 'UsageError' ? EXIT.usage : EXIT.failed;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * Ends this process with exit code 1 at an error that nobody caught: what is in memory is in doubt then, what is on disk
 * is not.
 *
 * @param dataDir named in the advice
 */
export function stopOnCrash(terminal: Pick<Terminal, 'complain'>, dataDir: string): void {
  process.on('uncaughtException', (error) => {
    explain(error, terminal);
    terminal.complain(`Stopped. Nothing that was accepted is lost: start again, and it goes on from ${dataDir}.`);
    process.exit(EXIT.failed);
  });
}
