import { CLIENT_ROLE_NAMES, type ClientRole } from '../../core/access.ts';
import { quietCommandLine } from '../../project/package-root.ts';
import { fetchToken, systemUrl } from './call-system.ts';
import { readEnvironment } from './environment.ts';
import { readArguments } from './read-arguments.ts';
import { EXIT, UsageError } from './run-command.ts';
import type { Terminal } from './terminal.ts';

const USAGE = `${quietCommandLine('token', `[--role ${CLIENT_ROLE_NAMES.join('|')}] [--scope "orders:read orders:write"] [--url http://127.0.0.1:3000]`)}
Prints a bearer token of the running system, for the client of a role (default: channel), with every scope of it unless --scope names some.`;

/** Prints a bearer token of the running system. */
export async function token(args: readonly string[], terminal: Terminal): Promise<number> {
  const { PORT, DATA_DIR } = readEnvironment(terminal.env);
  const { options } = readArguments(args, { usage: USAGE, options: ['role', 'scope', 'url'], positionals: [] });
  const { scope } = options;
  const role = roleOf(options.role);
  terminal.print(await fetchToken({ url: systemUrl(options.url, PORT), dataDir: DATA_DIR, role, scope }));
  return EXIT.done;
}

/**
 * Returns the role that an option names.
 *
 * @param given value of `--role`. @default `channel`
 * @throws UsageError there is no such role
 */
export function roleOf(given = 'channel'): ClientRole {
  const role = CLIENT_ROLE_NAMES.find((name) => name === given);
  if (role === undefined)
    throw new UsageError(`--role: expected one of ${CLIENT_ROLE_NAMES.join(', ')}, found '${given}'`);
  return role;
}
