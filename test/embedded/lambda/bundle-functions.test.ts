import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../../embedded/lambda/bundle-functions.ts';
import type { LambdaFunction } from '../../../embedded/lambda/lambda-function.ts';
import { createLambdaPool } from '../../../embedded/lambda/lambda-pool.ts';

let root: string;
const bundle = () =>
  bundleFunctions({ root, functions: [{ id: 'greet', entry: 'greet.ts' }], directory: join(root, 'out') });

/** A function as the pool runs it. */
const hosted = (id: string, file: string): LambdaFunction => ({
  id,
  name: `acme-${id}`,
  arn: `arn:aws:lambda:eu-west-1:000000000000:function:acme-${id}`,
  file,
  timeoutSeconds: 10,
  memoryMb: 128,
  environment: {},
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bundle-'));
  await mkdir(join(root, 'node_modules', 'old-style'), { recursive: true });
  await writeFile(join(root, 'node_modules', 'old-style', 'index.js'), "exports.os = require('node:os').EOL;");
  await writeFile(join(root, 'node_modules', 'old-style', 'package.json'), '{"version":"1.0.0"}');
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
      functions: [hosted('greet', bundles.fileOf('greet'))],
      runtimeFile: pathToFileURL(bundles.runtimeFile),
    });
    try {
      expect(await lambda.invoke('greet', 'Ada')).toMatchObject({ ok: true, payload: 'hello Ada\n' });
    } finally {
      await lambda.close();
    }
  });

  it('puts functions of a group into one module, which loads each when it is needed', async () => {
    await writeFile(
      join(root, 'part.ts'),
      "import { word } from './word.ts'; export const handler = () => [word, 'again'].join(' ');",
    );
    await writeFile(join(root, 'broken.ts'), "throw new Error('loaded'); export const handler = () => 1;");
    const functions = ['greet', 'part', 'broken'].map((id) => ({ id, entry: id, group: 'orders' }));
    const { fileOf } = await bundleFunctions({ root, functions, directory: join(root, 'out') });
    expect(new Set(['greet', 'part', 'broken'].map(fileOf)).size).toBe(1);
    const lambda = createLambdaPool({
      functions: functions.map(({ id, group }) => ({ ...hosted(id, fileOf(id)), group })),
    });
    try {
      const outcomes = await Promise.all(['greet', 'part', 'broken'].map((id) => lambda.invoke(id, 'Ada')));
      expect(outcomes).toMatchObject([
        { ok: true, payload: 'hello Ada\n' },
        { ok: true, payload: 'hello again' },
        { ok: false, errorMessage: 'loaded' },
      ]);
    } finally {
      await lambda.close();
    }
  });

  it('keeps the program that evaluates expressions apart from the functions that use it', async () => {
    const expression = JSON.stringify(
      fileURLToPath(new URL('../../../core/expression/expression.ts', import.meta.url)),
    );
    const text = "$replace(order.name, /a/i, '-')";
    await writeFile(
      join(root, 'masked.ts'),
      `import { parseExpression } from ${expression};
export const handler = (name: string) => parseExpression(${JSON.stringify(text)}).evaluate({ order: { name }, results: {}, facts: {} });`,
    );
    const functions = [
      { id: 'alone', entry: 'masked' },
      { id: 'member', entry: 'masked', group: 'orders' },
    ];
    const { fileOf } = await bundleFunctions({ root, functions, directory: join(root, 'out') });
    const lambda = createLambdaPool({ functions: functions.map(({ id }) => hosted(id, fileOf(id))) });
    try {
      const outcomes = await Promise.all(functions.map(({ id }) => lambda.invoke(id, 'Ada')));
      expect(outcomes).toMatchObject([
        { ok: true, payload: '-d-' },
        { ok: true, payload: '-d-' },
      ]);
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
    ['an installed package', 'node_modules/old-style/package.json', '{"version":"1.0.1"}'],
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
