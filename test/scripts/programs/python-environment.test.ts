import { access, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { preparePython } from '../../../scripts/programs/python-environment.ts';

let folder: string;
let requirements: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'python-'));
  requirements = join(folder, 'requirements.txt');
  await writeFile(requirements, 'emulator==1.0.0\n');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const prepare = () =>
  preparePython({
    requirements,
    directory: join(folder, 'environments'),
    log: join(folder, 'log'),
    signal: new AbortController().signal,
  });

/** Creates a Python that supports `-c` and `-m venv`; its environments have a pip that exits with the given code. */
async function usePython(pipCode: number): Promise<void> {
  const programs = join(folder, 'programs');
  await mkdir(programs, { recursive: true });
  const pip = `#!/bin/sh\necho "$@" >> ${join(folder, 'pip-calls')}\nexit ${pipCode}\n`;
  const venv = `mkdir -p "$3/bin"; printf '%s' '${pip}' > "$3/bin/python"; chmod +x "$3/bin/python"`;
  await writeFile(join(programs, 'python3'), `#!/bin/sh\ncase "$1" in -c) echo 3.12;; -m) ${venv};; esac\n`);
  await chmod(join(programs, 'python3'), 0o755);
  vi.stubEnv('PATH', [programs, '/usr/bin', '/bin'].join(delimiter));
}

describe('preparePython', () => {
  it('says what to install if there is no Python', async () => {
    vi.stubEnv('PATH', folder);
    await expect(prepare()).rejects.toMatchObject({
      name: 'PythonMissing',
      message: expect.stringMatching(/need Python 3\.11 .* python3-venv/),
    });
  });

  it('installs the requirements once, and again when they change', async () => {
    await usePython(0);

    const first = await prepare();
    expect(await prepare()).toBe(first);
    await writeFile(requirements, 'emulator==1.0.1\n');
    const second = await prepare();

    expect(second).not.toBe(first);
    await expect(access(join(second, 'python'))).resolves.toBeUndefined();
    const calls = await readFile(join(folder, 'pip-calls'), 'utf8');
    expect(calls.trim().split('\n')).toHaveLength(2);
  });

  it('retries after a failed installation', async () => {
    await usePython(1);
    await expect(prepare()).rejects.toMatchObject({ name: 'CommandFailed' });
    await usePython(0);
    await expect(prepare()).resolves.toMatch(/bin$/);
  });
});
