import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runCommand } from './run-command.ts';

/** What to install, and where. */
export interface PythonEnvironmentOptions {
  /** A requirements.txt with exact versions. */
  readonly requirements: string;
  /** Folder for the virtual environments, one per set of requirements. */
  readonly directory: string;
  readonly log: string;
  readonly signal: AbortSignal;
}

/** There is no suitable Python on this machine. */
export class PythonMissing extends Error {
  override readonly name = 'PythonMissing';
}

const CANDIDATES = ['python3', 'python'];

/**
 * Creates a virtual environment with the packages, or reuses the one of an earlier run.
 *
 * @returns the folder of its programs
 * @throws PythonMissing
 * @throws CommandFailed when pip cannot install the packages
 */
export async function preparePython({
  requirements,
  directory,
  log,
  signal,
}: PythonEnvironmentOptions): Promise<string> {
  const python = await findPython();
  const content = await readFile(requirements, 'utf8');
  const id = createHash('sha256').update(`${python.version}\n${content}`).digest('hex').slice(0, 16);
  const environment = join(directory, `python-${id}`);
  const programs = join(environment, 'bin');
  // Written last, so that an interrupted installation is repeated.
  const complete = join(environment, 'complete');
  if (await exists(complete)) return programs;
  await rm(environment, { recursive: true, force: true });
  const options = { env: process.env, log, signal };
  await runCommand({ program: python.program, args: ['-m', 'venv', environment], ...options });
  const install = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-deps', '--requirement', requirements];
  await runCommand({ program: join(programs, 'python'), args: install, ...options });
  await writeFile(complete, content);
  return programs;
}

async function findPython(): Promise<{ program: string; version: string }> {
  for (const program of CANDIDATES) {
    const answer = await promisify(execFile)(program, ['-c', CHECK]).catch(() => undefined);
    if (answer !== undefined) return { program, version: answer.stdout.trim() };
  }
  throw new PythonMissing(
    `The AWS emulator and the template linter need Python 3.11 or newer with venv. Expected it as ${CANDIDATES.join(' or ')}, found none: install it (Debian and Ubuntu: python3-venv).`,
  );
}

const CHECK = 'import ensurepip, sys, venv; assert sys.version_info >= (3, 11); print(sys.version)';

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
