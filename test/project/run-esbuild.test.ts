import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runEsbuild } from '../../project/run-esbuild.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'esbuild-'));
  await mkdir(join(root, 'node_modules', '@acme', 'words', 'lib'), { recursive: true });
  await writeFile(join(root, 'node_modules/@acme/words/package.json'), '{"main":"lib/index.js"}');
  await writeFile(join(root, 'node_modules/@acme/words/lib/index.js'), "exports.word = 'hello';");
  await writeFile(
    join(root, 'main.ts'),
    "import { word } from '@acme/words'; import { end } from './end.ts'; export const text = word + end;",
  );
  await writeFile(join(root, 'end.ts'), "export const end = '!';");
});
afterEach(() => rm(root, { recursive: true }));

const run = (plugins: Parameters<typeof runEsbuild>[0]['plugins'] = []) =>
  runEsbuild(
    {
      absWorkingDir: root,
      entryPoints: ['main.ts'],
      bundle: true,
      outfile: join(root, 'out.mjs'),
      plugins: plugins ?? [],
      logLevel: 'silent',
    },
    import.meta.url,
  );

describe('runEsbuild', () => {
  it('records the sources, how they are bundled, and what says that a package or esbuild itself has changed', async () => {
    const records = await run();
    const ofProject = Object.keys(records).filter((path) => path.endsWith('.ts') && path.includes('/'));
    expect(ofProject.map((path) => basename(path))).toEqual([
      'bundle-own-plugins.ts',
      'keep-places.ts',
      'single-built-ins.ts',
      'run-esbuild.test.ts',
    ]);
    expect(ofProject.map((path) => records[path]?.hash)).not.toContain('missing');
    const others = Object.keys(records).filter((path) => !ofProject.includes(path));
    expect(others.map((path) => path.replace(/^.*(?=\/esbuild\/)/, ''))).toEqual([
      '/esbuild/package.json',
      'node_modules/@acme/words/package.json',
      'end.ts',
      'main.ts',
    ]);
  });

  it('does not know what was bundled of a source that changes meanwhile', async () => {
    const records = await run([
      {
        name: 'edits',
        setup: (build) => build.onEnd(() => writeFile(join(root, 'end.ts'), "export const end = '?';")),
      },
    ]);
    expect([records['end.ts']?.hash, records['main.ts']?.hash]).toEqual([
      'changed',
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
  });

  it('throws what esbuild finds wrong', async () => {
    await writeFile(join(root, 'end.ts'), 'export const end = ;');
    await expect(run()).rejects.toThrow(/end\.ts:1:19: ERROR: Unexpected ";"/);
  });
});
