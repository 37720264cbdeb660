import { realpath } from 'node:fs/promises';
import { readArguments } from '../embedded/cli/read-arguments.ts';
import { EXIT } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import { commandLine } from '../project/package-root.ts';
import { createProject, NewProjectRefused } from './new-project/create-project.ts';

const USAGE = `Usage: ${commandLine('new-project')}
Makes the current folder a project with a tenant, a plugin, its contract test and a workflow of its own. The folder may hold a package.json and
installed packages. Exit code: 0 if it is a project now, 1 if it holds something that would be replaced; then nothing is written.`;

/** Makes the current folder a project that uses the package. */
export async function newProject(args: readonly string[], terminal: Terminal): Promise<number> {
  readArguments(args, { usage: USAGE, options: [], positionals: [] });
  try {
    const written = await createProject(await realpath('.'));
    const paths = written.map((path) => `  ${path}`);
    terminal.print(['Created a project:', ...paths, 'Its README.md says what to do next.'].join('\n'));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof NewProjectRefused)) throw error;
    terminal.printError(error.message);
    return EXIT.failed;
  }
}
