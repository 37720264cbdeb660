import { EXIT, UsageError } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import { COMMANDS } from './commands.ts';

/**
 * Runs the command that the first argument names, with the other arguments.
 *
 * @throws UsageError there is no such command; the message lists the commands
 */
export async function dispatch([name, ...args]: readonly string[], terminal: Terminal): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    terminal.print(usage());
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined) throw new UsageError(`Expected a command, found '${name}'.\n\n${usage()}`);
  const command = await entry.load();
  return command(args, terminal);
}

function usage(): string {
  const width = Math.max(...Object.keys(COMMANDS).map(({ length }) => length));
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: order-orchestration <command> [arguments]; --help after a command explains it.\n\n${lines.join('\n')}`;
}
