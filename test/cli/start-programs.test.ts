import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileStart } from '../../cli/compile-start.ts';
import { currentPrograms } from '../../cli/start-programs.ts';
import { PACKAGE_ROOT } from '../../project/package-root.ts';

const LAUNCH = fileURLToPath(new URL('../../cli/launch.js', import.meta.url));

let folder: string;
let directory: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'programs-'));
  directory = join(folder, 'node_modules/.cache/order-orchestration/start');
  await compileStart(directory);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const record = async () => JSON.parse(await readFile(join(directory, 'programs.json'), 'utf8'));
const writeRecord = (changed: object) => writeFile(join(directory, 'programs.json'), JSON.stringify(changed));

describe('currentPrograms', () => {
  it('finds none where nothing was compiled, or the record was cut off', async () => {
    expect(currentPrograms(join(folder, 'elsewhere'))).toBeUndefined();
    await writeFile(join(folder, 'programs.json'), '{"root":');
    expect(currentPrograms(folder)).toBeUndefined();
  });

  it.each([
    ['a source has changed', 'embedded/cli/serve.ts'],
    ['a package has changed', 'node_modules/zod/package.json'],
  ])('finds none once %s', async (_, path) => {
    const current = await record();
    expect(current.inputs).toHaveProperty([path]);
    await writeRecord({ ...current, inputs: { ...current.inputs, [path]: { state: '', hash: 'of other content' } } });
    expect(currentPrograms(directory)).toBeUndefined();
    await writeRecord(current);
    expect(currentPrograms(directory)).toBeDefined();
  });

  it('finds none once a program is damaged or gone', async () => {
    const { start, thread } = currentPrograms(directory) ?? {};
    const text = await readFile(start ?? 'none');
    await writeFile(start ?? 'none', '');
    expect(currentPrograms(directory)).toBeUndefined();
    await writeFile(start ?? 'none', text);
    expect(currentPrograms(directory)).toBeDefined();
    await rename(thread ?? 'none', join(folder, 'thread.mjs'));
    expect(currentPrograms(directory)).toBeUndefined();
    await rename(join(folder, 'thread.mjs'), thread ?? 'none');
  });

  it('finds none that was compiled of sources in another place', async () => {
    const current = await record();
    await writeRecord({ ...current, root: `${PACKAGE_ROOT}-before` });
    expect(currentPrograms(directory)).toBeUndefined();
    await writeRecord(current);
  });
});

it('starts the compiled program in a folder that has one', async () => {
  const current = await record();
  await mkdir(join(directory, 'fake'));
  await writeFile(
    join(directory, 'fake/start.mjs'),
    'export const runStart = async (args, threads) => console.log(JSON.stringify([args, typeof threads.take]));',
  );
  await writeRecord({ ...current, folder: 'fake' });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [LAUNCH, 'start', '--stage', 'test'], {
    cwd: folder,
  });
  expect([JSON.parse(stdout), stderr]).toEqual([[['--stage', 'test'], 'function'], '']);
  await writeRecord(current);
});
