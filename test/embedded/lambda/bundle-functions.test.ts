import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../../embedded/lambda/bundle-functions.ts';
import { createLambdaPool } from '../../../embedded/lambda/lambda-pool.ts';

let root: string;
const bundle = () =>
  bundleFunctions({ root, functions: [{ id: 'greet', entry: 'greet.ts' }], directory: join(root, 'out') });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bundle-'));
  await mkdir(join(root, 'node_modules', 'old-style'), { recursive: true });
  await writeFile(join(root, 'node_modules', 'old-style', 'index.js'), "exports.os = require('node:os').EOL;");
  await writeFile(join(root, 'node_modules', '.package-lock.json'), '{"old-style":1}');
  await writeFile(join(root, 'word.ts'), "export const word: string = 'hello';");
  await writeFile(
    join(root, 'greet.ts'),
    "import { os } from 'old-style'; import { word } from './word.ts'; export const handler = (name: string) => [word, ' ', name, os].join('');",
  );
});
afterEach(() => rm(root, { recursive: true }));

describe('bundleFunctions', () => {
  it('creates modules that the pool can run, with the program of their environment', async () => {
    const bundles = await bundle();
    const lambda = createLambdaPool({
      functions: [
        {
          id: 'greet',
          name: 'acme-greet',
          arn: 'arn:aws:lambda:eu-west-1:000000000000:function:acme-greet',
          file: bundles.fileOf('greet'),
          timeoutSeconds: 10,
          memoryMb: 128,
          environment: {},
        },
      ],
      runtimeFile: pathToFileURL(bundles.runtimeFile),
    });
    try {
      expect(await lambda.invoke('greet', 'Ada')).toMatchObject({ ok: true, payload: 'hello Ada\n' });
    } finally {
      await lambda.close();
    }
  });

  it('reuses bundles whose sources have not changed', async () => {
    expect(await bundle()).toMatchObject({ built: true });
    expect(await bundle()).toMatchObject({ built: false });
  });

  it.each([
    ['a source', 'word.ts', "export const word = 'goodbye';"],
    ['the installed packages', 'node_modules/.package-lock.json', '{"old-style":2}'],
    ['the record of the last bundling', 'out/bundles.json', '{"settings"'],
  ])('bundles again when %s changed', async (_, file, content) => {
    await bundle();
    await writeFile(join(root, file), content);
    expect(await bundle()).toMatchObject({ built: true });
  });

  it('puts a changed source into the bundle', async () => {
    await bundle();
    await writeFile(join(root, 'word.ts'), "export const word = 'goodbye';");
    const { fileOf } = await bundle();
    expect(await readFile(fileOf('greet'), 'utf8')).toContain('goodbye');
  });

  it('names the file that does not compile', async () => {
    await writeFile(join(root, 'word.ts'), 'export const word = ;');
    await expect(bundle()).rejects.toThrow(/word\.ts:1:20: ERROR: Unexpected ";"/);
  });

  it('names an entry that does not exist', async () => {
    await rm(join(root, 'greet.ts'));
    await expect(bundle()).rejects.toThrow(/Could not resolve ".*greet\.ts"/);
  });
});
