import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runCommand } from './run-command.ts';

/** What is installed and where to. */
export interface PythonEnvironmentOptions {
  /** A requirements.txt with exact versions. */
  readonly requirements: string;
  /** Folder for the environments, one for each content of the requirements. */
  readonly directory: string;
  readonly log: string;
  readonly signal: AbortSignal;
}

/** There is no Python that can run what is to be installed. */
export class PythonMissing extends Error {
  override readonly name = 'PythonMissing';
}

const CANDIDATES = ['python3', 'python'];

/**
 * Makes a virtual environment with the packages, or takes the one that an earlier run made.
 *
 * @returns the folder of its programs
 * @throws PythonMissing
 * @throws CommandFailed pip cannot install the packages
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
  // Written last: an installation that was interrupted is made again.
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
    `Expected Python 3.11 or newer with venv, which the emulator of AWS and the linter of templates run on, found none as ${CANDIDATES.join(' or ')}: install it (Debian and Ubuntu: python3-venv).`,
  );
}

const CHECK = 'import ensurepip, sys, venv; assert sys.version_info >= (3, 11); print(sys.version)';

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
