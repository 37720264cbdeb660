import { openApiDocument } from '../blueprint/routes/openapi/openapi-document.ts';
import { readArguments } from '../embedded/cli/read-arguments.ts';
import { EXIT } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import { quietCommandLine } from '../project/package-root.ts';

const USAGE = `${quietCommandLine('openapi')} > openapi.json
Prints the OpenAPI document that the API serves at /openapi.json, for generators of clients.`;

/** Prints the OpenAPI document of the API, which is the same for every tenant. */
export async function openapi(args: readonly string[], terminal: Terminal): Promise<number> {
  readArguments(args, { usage: USAGE, options: [], positionals: [] });
  terminal.print(JSON.stringify(openApiDocument(), null, 2));
  return EXIT.done;
}
