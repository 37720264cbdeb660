import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_BUNDLING } from '../../blueprint/bundling.ts';
import { singleBuiltIns } from '../../project/single-built-ins.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'single-built-ins-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Bundles a module, and returns the text of the bundle with its exports. */
async function bundle(name: string, source: string) {
  const entry = join(folder, `${name}.js`);
  await writeFile(entry, source);
  const { outputFiles } = await build({
    ...FUNCTION_BUNDLING,
    mainFields: [...FUNCTION_BUNDLING.mainFields],
    entryPoints: [entry],
    plugins: [singleBuiltIns],
    write: false,
  });
  const text = outputFiles[0]?.text ?? '';
  const file = join(folder, `${name}.mjs`);
  await writeFile(file, text);
  return { text, exports: await import(pathToFileURL(file).href) };
}

describe('singleBuiltIns', () => {
  it('takes what is imported by name, and nothing else', async () => {
    const { text, exports } = await bundle(
      'named',
      `import { basename, sep as slash } from 'node:path';
       import * as url from 'node:url';
       export const name = basename('a' + slash + 'b');
       export const path = url.fileURLToPath('file:///c');`,
    );
    expect(exports).toMatchObject({ name: 'b', path: '/c' });
    expect(text).not.toMatch(/from\s*"node:(path|url)"/);
    expect(text).not.toContain('dirname');
  });

  it('gives a default import, a whole module and one that is imported later what Node gives them', async () => {
    const { exports } = await bundle(
      'whole',
      `import path from 'node:path';
       import * as events from 'node:events';
       export { path };
       export const names = Object.keys(events);
       export const later = () => import('node:os');`,
    );
    expect(exports.path).toBe(process.getBuiltinModule('node:path'));
    expect(exports.names).toEqual(expect.arrayContaining(['default', 'EventEmitter', 'once']));
    expect((await exports.later()).EOL).toBe('\n');
  });

  it('leaves require() alone, which returns the module itself', async () => {
    const { exports } = await bundle(
      'required',
      `const EventEmitter = require('node:events');
       export class Own extends EventEmitter {}`,
    );
    expect(new exports.Own()).toBeInstanceOf(process.getBuiltinModule('node:events'));
  });

  it('evaluates no export that Node makes only when somebody asks for it', async () => {
    const { text } = await bundle('lazy', `import { hash } from 'node:crypto'; export const text = hash('sha1', 'a');`);
    expect(text).not.toContain('webcrypto');
  });
});
