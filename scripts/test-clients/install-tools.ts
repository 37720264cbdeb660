import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPython } from '../programs/python-packages.ts';
import { type Command, runCommand } from '../programs/run-command.ts';

/** The installed linters and generators, and how to run them. */
export interface Tools {
  /** Folder with `node_modules`. */
  readonly packages: string;
  /** Folder of Python's programs. */
  readonly python: string;
  /** Folder for what is generated. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs a program in `directory`, its output in the log. @throws CommandFailed */
  run(program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<void>;
}

/** Where to install. */
export interface InstallOptions extends Required<Pick<Command, 'log' | 'signal'>> {
  /** Folder for what is generated. */
  readonly directory: string;
}

const PINNED = fileURLToPath(new URL('../../test/clients', import.meta.url));
/** Kept between runs. */
const CACHE = fileURLToPath(new URL('../../.cache/test-clients', import.meta.url));

/** They send statistics otherwise. */
const QUIET = { REDOCLY_TELEMETRY: 'off', SCARF_ANALYTICS: 'false', DO_NOT_TRACK: '1' };

/**
 * Installs the versions pinned in `test/clients/`, or reuses those of an earlier run. They are no dependencies of the project: the
 * linters alone would double its installation.
 *
 * @throws PythonMissing
 * @throws CommandFailed when npm or pip cannot install them
 */
export async function installTools({ directory, log, signal }: InstallOptions): Promise<Tools> {
  const env = { ...process.env, ...QUIET };
  const run: Tools['run'] = (program, args, extra = {}) =>
    runCommand({ program, args, env: { ...env, ...extra }, cwd: directory, log, signal });
  const packages = await installPackages({ log, signal });
  const python = await installPython('client generators', { log, signal });
  return { packages, python, directory, env, run };
}

/** Installs the packages of npm, or reuses them. Returns the folder with `node_modules`. @throws CommandFailed */
export async function installPackages({ log, signal }: Pick<InstallOptions, 'log' | 'signal'>): Promise<string> {
  const lock = await readFile(join(PINNED, 'package-lock.json'));
  const packages = join(CACHE, `npm-${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`);
  // Written last, so that an interrupted installation is repeated.
  const complete = join(packages, 'complete');
  if ((await readFile(complete).catch(() => undefined)) === undefined) {
    await rm(packages, { recursive: true, force: true });
    await mkdir(packages, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) await cp(join(PINNED, file), join(packages, file));
    await runCommand({
      program: 'npm',
      args: ['ci', '--ignore-scripts'],
      env: { ...process.env, ...QUIET },
      cwd: packages,
      log,
      signal,
    });
    await writeFile(complete, '');
  }
  return packages;
}
