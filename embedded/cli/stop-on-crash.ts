import { EXIT } from './exit-codes.ts';
import { explain } from './run-command.ts';
import type { Terminal } from './terminal.ts';

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
