import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_BUNDLING } from '../../blueprint/bundling.ts';
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
    expect(source).not.toContain('import.meta.url');
  });

  it('keeps the options of bundles, so that the next start need not make those of the sources again', async () => {
    const source = await readFile(currentPrograms(directory)?.start ?? 'none', 'utf8');
    expect(source).toContain(`js: \`${FUNCTION_BUNDLING.banner.js}\``);
  });

  it('replaces what it compiled before', async () => {
    await mkdir(join(directory, 'of-another-day'));
    await compileStart(directory);
    expect(await readdir(directory)).toHaveLength(2);
    expect(currentPrograms(directory)).toBeDefined();
  });
});
