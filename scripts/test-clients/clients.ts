import { cp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Tools } from './install-tools.ts';

/**
 * Generates a client from an OpenAPI document and submits an order with it.
 *
 * @throws CommandFailed when it cannot be generated or compiled, or the order does not complete
 */
export type SubmitWithClient = (document: string, tools: Tools) => Promise<void>;

const PROGRAMS = fileURLToPath(new URL('../../test/clients', import.meta.url));

/** Each public generator, by its package. */
export const CLIENTS: Readonly<Record<string, SubmitWithClient>> = {
  'openapi-typescript': async (document, tools) => {
    const types = join(tools.directory, 'openapi-typescript/order-api.ts');
    await tools.run(join(tools.packages, 'node_modules/.bin/openapi-typescript'), [document, '--output', types]);
    await runTypeScript('openapi-typescript', tools);
  },
  '@hey-api/openapi-ts': async (document, tools) => {
    const generator = join(tools.packages, 'node_modules/.bin/openapi-ts');
    await tools.run(generator, ['--input', document, '--output', join(tools.directory, 'hey-api'), '--no-log-file']);
    await runTypeScript('hey-api', tools);
  },
  'openapi-python-client': async (document, tools) => {
    const output = join(tools.directory, 'python-client');
    // It formats what it generates with ruff.
    const PATH = `${tools.python}:${process.env.PATH}`;
    const generate = ['generate', '--path', document, '--output-path', output, '--fail-on-warning'];
    await tools.run(join(tools.python, 'openapi-python-client'), generate, { PATH });
    await tools.run(join(tools.python, 'python'), [join(PROGRAMS, 'python_client.py'), output], tools.env);
  },
};

/** Compiles a program with the generated client beside it, as strictly as its users would, and runs it. */
async function runTypeScript(name: string, { directory, env, packages, run }: Tools): Promise<void> {
  await cp(join(PROGRAMS, `${name}.ts`), join(directory, `${name}.ts`));
  await symlink(join(packages, 'node_modules'), join(directory, 'node_modules')).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  const config = join(directory, `tsconfig.${name}.json`);
  await writeFile(config, JSON.stringify({ compilerOptions: COMPILER, files: [`${name}.ts`] }));
  await run(join(packages, 'node_modules/.bin/tsc'), ['-p', config]);
  const outfile = join(directory, `${name}.mjs`);
  await build({ entryPoints: [join(directory, `${name}.ts`)], outfile, bundle: true, platform: 'node', format: 'esm' });
  await run(process.execPath, [outfile], env);
}

const TYPES_OF_NODE = fileURLToPath(new URL('../../node_modules/@types', import.meta.url));

const COMPILER = {
  target: 'es2022',
  lib: ['es2023', 'dom', 'dom.iterable'],
  module: 'esnext',
  moduleResolution: 'bundler',
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  typeRoots: [TYPES_OF_NODE],
  types: ['node'],
};
