import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this repository, or the `dist` folder of the package. Absolute, without a slash at the end. */
export const PACKAGE_ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

const isBuilt = import.meta.url.endsWith('.js');

/**
 * Returns how to run a command of the command line, for messages: through npm in this repository, through npx in a project that
 * uses the package.
 *
 * @param args arguments that follow it. @default none
 */
export function commandLine(command: string, args = ''): string {
  if (isBuilt) return `npx order-orchestration ${command}${args && ` ${args}`}`;
  return command === 'start' ? 'npm start' : `npm run ${command}${args && ` -- ${args}`}`;
}

/**
 * Returns where a page of the documentation is, for messages: in this repository, or in the installed package.
 *
 * @param page below `docs/`, e.g. `concepts.md`
 */
export function pagePath(page: string): string {
  return relative(process.cwd(), join(PACKAGE_ROOT, isBuilt ? '../docs' : 'docs', page));
}

/** As {@link commandLine}, for a command whose output a shell reads: npm must not print anything else. */
export function quietCommandLine(command: string, args = ''): string {
  return commandLine(command, args).replace(/^npm run /, 'npm run -s ');
}
