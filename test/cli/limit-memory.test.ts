import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MEMORY_LIMITS } from '../../embedded/memory-limits.ts';

const PROGRAM = fileURLToPath(new URL('../fixtures/limit-memory.ts', import.meta.url));

async function run(options: readonly string[], env: Record<string, string>): Promise<unknown> {
  const args = [...options, PROGRAM, 'start'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { PATH: '', ...env } });
  return JSON.parse(stdout);
}

describe.runIf(process.platform === 'linux')('limitMemory', () => {
  it('starts the program again once, with the limits, and the same options, arguments and variables', async () => {
    expect(await run(['--no-deprecation'], { TENANT: 'acme' })).toEqual({
      arenas: '2',
      tenant: 'acme',
      options: ['--no-deprecation', ...MEMORY_LIMITS.options],
      args: ['start'],
    });
  });

  it('keeps limits that somebody has set', async () => {
    expect(await run(['--max-semi-space-size=8'], { MALLOC_ARENA_MAX: '8' })).toEqual({
      arenas: '8',
      options: ['--max-semi-space-size=8'],
      args: ['start'],
    });
  });
});
