import { fetchToken, systemUrl } from './call-system.ts';
import { readEnvironment } from './environment.ts';
import { readArguments } from './read-arguments.ts';
import { EXIT, runCommand } from './run-command.ts';
import type { Terminal } from './terminal.ts';

const USAGE = `npm run -s token [-- --scope "orders:read orders:write"] [--url http://127.0.0.1:3000]
Prints a bearer token of the running system, with every scope unless --scope names some.`;

/** Prints a bearer token of the running system. */
export async function token(args: readonly string[], terminal: Terminal): Promise<number> {
  const { PORT, DATA_DIR } = readEnvironment(terminal.env);
  const { options } = readArguments(args, { usage: USAGE, options: ['scope', 'url'], positionals: [] });
  terminal.print(await fetchToken({ url: systemUrl(options.url, PORT), dataDir: DATA_DIR, scope: options.scope }));
  return EXIT.done;
}

if (import.meta.main) await runCommand(token);
