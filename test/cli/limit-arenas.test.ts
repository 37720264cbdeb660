import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../fixtures/limit-arenas.ts', import.meta.url));

async function run(env: Record<string, string>): Promise<unknown> {
  const args = ['--max-semi-space-size=4', PROGRAM, 'start'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { PATH: '', ...env } });
  return JSON.parse(stdout);
}

describe.runIf(process.platform === 'linux')('limitArenas', () => {
  it('starts the program again once, with the same options, arguments and variables', async () => {
    expect(await run({ TENANT: 'acme' })).toEqual({
      arenas: '2',
      tenant: 'acme',
      options: ['--max-semi-space-size=4'],
      args: ['start'],
    });
  });

  it('keeps a limit that somebody has set', async () => {
    expect(await run({ MALLOC_ARENA_MAX: '8' })).toMatchObject({ arenas: '8', args: ['start'] });
  });
});
