import { processTerminal, type Terminal } from './terminal.ts';

/** Exit codes of the commands. */
export const EXIT = {
  /** The order is complete, or the system stopped on request. */
  done: 0,
  /** The order did not complete, or the system failed. */
  failed: 1,
  /** The command was called with invalid arguments, or the system did not answer or rejected the request. */
  usage: 2,
  /** Nothing was found, but not everything could be looked at. */
  incomplete: 3,
} as const;

/** A command cannot run: its arguments are invalid, or the system does not answer or rejects it. The message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Thrown for `--help`; the message is the usage. */
export class HelpRequested extends Error {
  override readonly name = 'HelpRequested';
}

/** A command: receives its arguments and a terminal, returns the exit code. */
export type Command = (args: readonly string[], terminal: Terminal) => Promise<number>;

/**
 * Returns a command whose exit code 1 is an answer, such as that two files differ: every error is printed, and ends it with 2.
 *
 * @param command does its own exit codes
 */
export function withAnswer(command: Command): Command {
  return async (args, terminal) => {
    try {
      return await command(args, terminal);
    } catch (error) {
      if (error instanceof UsageError || error instanceof HelpRequested) throw error;
      printFailure(error, terminal);
      return EXIT.usage;
    }
  };
}

// Errors whose message tells the user enough. Any other is printed with its stack.
const EXPLAINED = new Set([
  'DataFileUnusable',
  'DataFolderInUse',
  'DataFolderOfAnotherTenant',
  'DataFolderOutdated',
  'DiskSyncFailed',
  'ContextInvalid',
  'EnvironmentInvalid',
  'ApiDescriptionInvalid',
  'OrderApiUnavailable',
  'OrderChanged',
  'OwnPluginInvalid',
  'PortUnavailable',
  'SecretFileInvalid',
  'StartRefused',
  'TenantConfigInvalid',
  'UnknownTenant',
  'UsageError',
]);

/** Errors of how a command was called: its arguments, or the settings in its environment. */
const USAGE_ERRORS: readonly string[] = ['EnvironmentInvalid', 'UsageError'];

/** Runs a command in this process: sets the exit code, and prints the usage or the error. */
export async function runCommand(command: Command, args: readonly string[]): Promise<void> {
  const terminal = processTerminal();
  process.exitCode = await command(args, terminal).catch((error: unknown) => {
    if (error instanceof HelpRequested) {
      terminal.print(error.message);
      return EXIT.done;
    }
    printFailure(error, terminal);
    return exitCodeOf(error);
  });
}

/** Prints an error, with its stack only if it is unexpected. */
export function printFailure(error: unknown, terminal: Pick<Terminal, 'printError'>): void {
  const isExplained = error instanceof Error && EXPLAINED.has(error.name);
  terminal.printError(isExplained ? error.message : `Unexpected error: ${stackOf(error)}`);
}

function exitCodeOf(error: unknown): number {
  return error instanceof Error && USAGE_ERRORS.includes(error.name) ? EXIT.usage : EXIT.failed;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * Ends this process with exit code 1 on an uncaught error: its memory may be inconsistent, but the data folder is not.
 *
 * @param dataDir shown in the message
 */
export function stopOnCrash(terminal: Pick<Terminal, 'printError'>, dataDir: string): void {
  process.on('uncaughtException', (error) => {
    printFailure(error, terminal);
    terminal.printError(
      `The system has stopped. No accepted order is lost: start it again to continue from ${dataDir}.`,
    );
    process.exit(EXIT.failed);
  });
}
