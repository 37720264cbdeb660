import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileStart } from '../../cli/compile-start.ts';
import { currentPrograms } from '../../cli/start-programs.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'compile-'));
  await compileStart(directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('compileStart', () => {
  it('compiles the command start, which then knows the places of its sources', async () => {
    const { runStart } = await import(currentPrograms(directory)?.start.href ?? 'none');
    expect(runStart).toBeTypeOf('function');
    const source = await readFile(currentPrograms(directory)?.start ?? 'none', 'utf8');
    expect(source).toContain(
      JSON.stringify(new URL('../../sandbox/salesforce/address-picklists.ts', import.meta.url).href),
    );
    expect(source.match(/import\.meta\.url/g)).toHaveLength(1);
  });

  it('replaces what it compiled before', async () => {
    await mkdir(join(directory, 'of-another-day'));
    await compileStart(directory);
    expect(await readdir(directory)).toHaveLength(2);
    expect(currentPrograms(directory)).toBeDefined();
  });
});
