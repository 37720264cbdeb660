import { finished } from 'node:stream/promises';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { CLIENT_ROLE_NAMES } from '../core/access.ts';
import { systemUrl } from '../embedded/cli/call-system.ts';
import { readEnvironment } from '../embedded/cli/environment.ts';
import { readArguments } from '../embedded/cli/read-arguments.ts';
import { EXIT } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import { roleOf } from '../embedded/cli/token.ts';
import { readApiDescription } from '../lambdas/mcp/operations.ts';
import { createOrderApiClient } from '../lambdas/mcp/order-api-client.ts';
import { scopesInToken } from '../lambdas/mcp/token-scopes.ts';
import { createToolServer } from '../lambdas/mcp/tool-server.ts';
import { quietCommandLine } from '../project/package-root.ts';
import { tokenSource } from './mcp/token-source.ts';

const USAGE = `${quietCommandLine('mcp', `[--url http://127.0.0.1:3000] [--role ${CLIENT_ROLE_NAMES.join('|')}] [--allow-actions]`)}
Offers the API to an agent that starts this command: the Model Context Protocol on standard input and output.
Without --allow-actions, the agent can only read. What it can read and do also depends on the scopes of the token.

The token is that of the running system's client with the role (default: auditor; operator with --allow-actions), or, for any other API:
  TOKEN                                a bearer token
  TOKEN_URL, CLIENT_ID, CLIENT_SECRET  where to get one with client credentials
  SCOPE                                its scopes. Default: all scopes of the client`;

/** The longest that a request may take, in milliseconds: as long as API Gateway waits for a function. */
const TIMEOUT_MS = 30_000;

/** Serves an agent on standard input and output until the agent closes it. */
export async function mcp(args: readonly string[], terminal: Terminal): Promise<number> {
  const { options, flags } = readArguments(args, {
    usage: USAGE,
    options: ['url', 'role'],
    flags: ['allow-actions'],
    positionals: [],
  });
  const { PORT, DATA_DIR } = readEnvironment(terminal.env);
  const url = systemUrl(options.url, PORT);
  const mayAct = flags.has('allow-actions');
  const role = roleOf(options.role ?? (mayAct ? 'operator' : 'auditor'));
  const token = tokenSource(terminal.env, { url, dataDir: DATA_DIR, role });
  const api = createOrderApiClient({ url, token, timeoutMs: () => TIMEOUT_MS });
  // Before the agent sends anything, so that whoever starts the command sees what is wrong.
  const [scopes, description] = [scopesInToken(await token()), readApiDescription(await api.document())];
  const report = (message: string): void => terminal.printError(`${new Date().toISOString()} ${message}`);
  const ports = {
    api,
    mayAct,
    audit: ({ tool, request, reason }) => report(`acts: ${tool}, ${request}${reason === '' ? '' : `, "${reason}"`}`),
  } satisfies Parameters<typeof createToolServer>[0]['ports'];
  serveStdio(() => createToolServer({ description, scopes, ports }), {
    maxSubscriptions: 0,
    onerror: (error) => report(`refused a message: ${error.message}`),
  });
  report(`Serves ${url} to an agent, which may ${mayAct ? 'act' : 'only read'}. Close standard input to stop.`);
  await finished(process.stdin, { writable: false });
  return EXIT.done;
}
