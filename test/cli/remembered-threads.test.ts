import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rememberedThreads } from '../../cli/remembered-threads.ts';
import type { SpareThreads } from '../../embedded/lambda/spare-threads.ts';

const MEMORY_MB = 128;
const programs = {
  start: pathToFileURL('/none'),
  thread: new URL('../../embedded/lambda/runtime-client.ts', import.meta.url),
  threadMemoryMb: MEMORY_MB,
};
const module = pathToFileURL(fileURLToPath(new URL('../fixtures/functions/echo.mjs', import.meta.url))).href;

let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'threads-')), 'cache');
});
const started: SpareThreads[] = [];
afterEach(async () => {
  for (const threads of started.splice(0)) threads.close();
  await rm(join(directory, '..'), { recursive: true });
});

/** The threads of a start with these variables and arguments. */
function start(env: Readonly<Record<string, string>> = {}, args: readonly string[] = [], compiled = true) {
  const process = { argv: ['node', 'main.js', 'start', ...args], env };
  const threads = rememberedThreads(directory, compiled ? programs : undefined, process);
  started.push(threads);
  return threads;
}

const isThere = (threads: SpareThreads): boolean => {
  const thread = threads.take(module, MEMORY_MB);
  void thread?.terminate();
  return thread !== undefined;
};

describe('rememberedThreads', () => {
  beforeEach(() => start().remember([{ module, functions: ['echo'], compileCache: join(directory, 'compiled') }]));

  it('starts the threads that the last start needed', () => {
    expect(isThere(start())).toBe(true);
  });

  it.each([
    ['data folder', { DATA_DIR: '/other' }, []],
    ['tenant', { TENANT: 'other' }, []],
    ['stage', {}, ['--stage', 'test']],
  ])('starts none if the last start was of another %s', (_, env, args) => {
    expect(isThere(start(env, args))).toBe(false);
  });

  it('starts none without a compiled program, or once nothing is remembered', () => {
    expect(isThere(start({}, [], false))).toBe(false);
    start().remember([]);
    expect(isThere(start())).toBe(false);
  });

  it('starts none if the note was cut off', async () => {
    expect(await readdir(directory)).toEqual(['threads.json']);
    await writeFile(join(directory, 'threads.json'), '{"place":');
    expect(isThere(start())).toBe(false);
  });
});
