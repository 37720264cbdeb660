import { EXIT } from './exit-codes.ts';
import { HelpRequested } from './help-requested.ts';
import { processTerminal, type Terminal } from './terminal.ts';

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
