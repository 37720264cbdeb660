import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MEMORY_LIMITS } from '../../embedded/memory-limits.ts';

const PROGRAM = fileURLToPath(new URL('../fixtures/limit-memory.ts', import.meta.url));

let cache = '';
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'compile-cache-'));
});
afterAll(() => rm(cache, { recursive: true, force: true }));

async function run(options: readonly string[], env: Record<string, string>): Promise<unknown> {
  const args = [...options, PROGRAM, 'start'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { PATH: '', CACHE: cache, ...env } });
  return JSON.parse(stdout);
}

describe.runIf(process.platform === 'linux')('limitMemory', () => {
  it('starts the program again once, with the limits and the compile cache, and the same options, arguments and variables', async () => {
    expect(await run(['--no-deprecation'], { TENANT: 'acme' })).toEqual({
      arenas: '2',
      cache,
      tenant: 'acme',
      options: ['--no-deprecation', ...MEMORY_LIMITS.options],
      args: ['start'],
    });
  });

  it('keeps limits and a cache that somebody has set', async () => {
    const own = join(cache, 'own');
    expect(await run([], { MALLOC_ARENA_MAX: '8', NODE_COMPILE_CACHE: own })).toMatchObject({
      arenas: '8',
      cache: own,
    });
    const options = ['--min-semi-space-size=2', '--max_semi_space_size=8', '--no-parallel-scavenge'];
    const env = { MALLOC_ARENA_MAX: '8', NODE_OPTIONS: '--max-old-space-size=4096' };
    expect(await run(options, env)).toEqual({ arenas: '8', options, args: ['start'] });
  });

  it('sets only options with which V8 takes the compiled code of the modules of Node', async () => {
    const tagWith = async (options: readonly string[]): Promise<string> =>
      (await promisify(execFile)(process.execPath, [...options, '-p', 'v8.cachedDataVersionTag()'], { env: {} }))
        .stdout;
    expect(await tagWith(MEMORY_LIMITS.options)).toBe(await tagWith([]));
    expect(await tagWith(['--heap-growing-percent=50'])).not.toBe(await tagWith([]));
  });
});
