import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PythonEnvironmentOptions, preparePython } from './python-environment.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const packages = (requirements: string, cache: string) => ({
  requirements: join(ROOT, 'test', requirements),
  directory: join(ROOT, '.cache', cache),
});

/** The Python packages that tests use, each set in an environment of its own. */
const SETS = {
  'template linter': packages('deploy/linter-requirements.txt', 'test-deploy'),
  'AWS emulator': packages('deploy/requirements.txt', 'test-deploy'),
  "Zuora's models": packages('partners/requirements.txt', 'test-partners'),
  'client generators': packages('clients/requirements.txt', 'test-clients'),
  fuzzer: packages('fuzz/requirements.txt', 'test-fuzz'),
} as const satisfies Readonly<Record<string, Pick<PythonEnvironmentOptions, 'requirements' | 'directory'>>>;

/** A set of Python packages. */
export type PythonPackages = keyof typeof SETS;

/** The names of all sets. */
export const PYTHON_PACKAGES = Object.keys(SETS).filter((name): name is PythonPackages => name in SETS);

/**
 * Installs a set of Python packages, or reuses it.
 *
 * @returns the folder of its programs
 * @throws PythonMissing
 * @throws CommandFailed when pip cannot install the packages
 */
export function installPython(
  name: PythonPackages,
  options: Pick<PythonEnvironmentOptions, 'log' | 'signal'>,
): Promise<string> {
  return preparePython({ ...SETS[name], ...options });
}
